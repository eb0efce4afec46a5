"""rdflib-endpoint over one N-Triples file: `python rdflib_server.py FILE PORT`.

Runs in an environment of its own, where only rdflib-endpoint and uvicorn are installed.
"""

from __future__ import annotations

import sys

import uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint


def main() -> None:
    """Load the file and serve it until a signal comes."""
    path, port = sys.argv[1:]
    graph = Graph()
    graph.parse(path, format="nt")
    app = SparqlEndpoint(graph=graph, path="/sparql")
    uvicorn.run(app, host="127.0.0.1", port=int(port), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
