"""`phoihop sources`: the documents the graph rests on."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final

from kg.cli.opening import opened
from kg.cli.options import Json, Lang, Var, new_app, output_of, settings_of
from kg.model.iri import ID, source_graph
from kg.query.catalogue import named_query
from kg.store.base import GraphView, Solutions

if TYPE_CHECKING:
    from kg.publish import Generation

app = new_app()

COLUMNS: Final = {
    "vi": ("nguồn", "tên", "bộ tài liệu", "tệp", "số bộ tư"),
    "en": ("source", "title", "collection", "file", "quads"),
}


@dataclass(slots=True)
class Row:
    """A source document.

    Attributes:
        id: Short id.
        title: By language.
        collection: Its collection.
        file: Name of the file of its text; None when no text is held.
        quads: Quads of its graph.
    """

    id: str
    collection: str
    file: str | None
    quads: int
    title: dict[str, str] = field(default_factory=dict[str, str])


@app.command()
def sources(var: Var = None, as_json: Json = False, lang: Lang = None) -> None:
    """List the source documents and their share of the graph."""
    settings = settings_of(var)
    output = output_of(as_json, lang, settings)
    with opened(settings) as current:
        found = _read(current.view, current.generation)
    if as_json:
        output.data([asdict(row) for row in found])
    cells = (
        (row.id, row.title.get(output.language, ""), row.collection, row.file or "", str(row.quads))
        for row in found
    )
    output.table(COLUMNS[output.language], cells)


def _read(view: GraphView, generation: Generation) -> list[Row]:
    """Return the sources by id, sorted; quads of `graph/curated` are nobody's."""
    result = view.query(named_query("page-sources"))
    assert isinstance(result, Solutions)
    graphs = generation.manifest.contents.graphs
    found: dict[str, Row] = {}
    for cells in result:
        node = str(cells["source"]).removeprefix(ID)
        summary = graphs.get(source_graph(node.partition("/")[2]))
        file = str(cells["file"]) if "file" in cells else None
        quads = summary.quads if summary else 0
        row = found.setdefault(node, Row(node, str(cells["collection"]), file, quads))
        row.title[str(cells["language"])] = str(cells["title"])
    return [found[node] for node in sorted(found)]
