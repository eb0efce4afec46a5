"""`phoihop version`."""

from __future__ import annotations

from importlib.metadata import version as version_of

from kg import __version__
from kg.cli.options import Json, new_app
from kg.cli.output import Output

app = new_app()
ENGINES = ("pyoxigraph", "pyshifty", "pyshacl", "owlrl", "rdflib", "polars")


@app.command()
def version(as_json: Json = False) -> None:
    """Show the versions of the program and its engines."""
    output = Output(as_json)
    versions = {"phoihop": __version__} | {name: version_of(name) for name in ENGINES}
    if as_json:
        output.data(versions)
    output.table(("component", "version"), [*versions.items()])
