"""`phoihop version`."""

from __future__ import annotations

from importlib.metadata import version as version_of

import typer

from kg import __version__
from kg.cli.options import Json
from kg.cli.output import Output

app = typer.Typer()
ENGINES = ("pyoxigraph", "pyshifty", "pyshacl", "owlrl", "rdflib", "polars")


@app.command()
def version(as_json: Json = False) -> None:
    """Show the version of the program and of its engines."""
    output = Output(as_json)
    versions = {"phoihop": __version__} | {name: version_of(name) for name in ENGINES}
    if as_json:
        output.data(versions)
    output.table(("component", "version"), [*versions.items()])
