"""The command line `phoihop`: a composition root, the only opener of stores beside the server."""

from __future__ import annotations

from kg.cli.program import run


def main() -> None:
    """Run the command line; entry point of the installed command."""
    run()
