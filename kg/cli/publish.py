"""`phoihop publish`: a generation into a remote engine."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from kg.cli.options import Json, Lang, Var, generations_of, new_app, output_of, settings_of
from kg.cli.output import write_error
from kg.errors import ParameterError
from kg.publish.remote import publish_to
from kg.store.oxigraph import OxigraphStore
from kg.store.remote import RemoteStore

app = new_app()

WORDS = {
    "vi": "{generation}: đã gửi {loaded} đồ thị, giữ nguyên {kept}, xóa {removed}",
    "en": "{generation}: {loaded} graph(s) sent, {kept} in place, {removed} removed",
}
# One graph may be large, and the engine may index it before it answers.
_DEADLINE_S = 3600.0


@app.command()
def publish(
    to: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Query address of the engine (PHOIHOP_STORE)."),
    ] = None,
    graphs: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Its Graph Store address (PHOIHOP_STORE_GRAPHS)."),
    ] = None,
    union: Annotated[
        str | None,
        typer.Option(
            metavar="QUERY", help="What makes its default graph the union (PHOIHOP_STORE_UNION)."
        ),
    ] = None,
    generation: Annotated[
        str | None, typer.Option(metavar="ID", help="Generation to publish (default current).")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Empty graphs there that are of no generation.")
    ] = False,
    var: Var = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Load a generation into a remote engine and record its id there."""
    settings = settings_of(var, store=to, store_graphs=graphs, store_union=union)
    address = settings.remote_address()
    if address is None:
        raise ParameterError("to", "", "the query address of an engine")
    if address.graphs_url is None:
        raise ParameterError("graphs", "", "the Graph Store Protocol address of the engine")
    known = generations_of(settings)
    chosen = known.get(generation) if generation else known.current()
    output = output_of(as_json, lang, settings)
    with (
        RemoteStore.at(address, deadline_s=_DEADLINE_S) as store,
        OxigraphStore.open_read_only(chosen.store_path) as source,
    ):
        differences = store.check()
        done = publish_to(
            store, chosen, source, differences=differences, replace=replace, progress=write_error
        )
    if as_json:
        output.data(asdict(done))
    counts = {name: len(getattr(done, name)) for name in ("loaded", "kept", "removed")}
    output.line(WORDS[output.language].format(generation=done.generation, **counts))
    for difference in differences:
        write_error(f"note: {difference}")
