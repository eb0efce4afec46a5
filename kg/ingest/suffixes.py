"""File suffixes of RDF that is read; light, because looking for changes must not load an engine."""

from __future__ import annotations

from typing import Final

RDF_SUFFIXES: Final = (".ttl", ".trig", ".nt", ".nq", ".jsonld")
"""In the order in which messages list them; `kg.ingest.rdf.FORMATS` has a format for each."""
