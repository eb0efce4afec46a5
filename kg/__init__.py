"""Phối Hợp: the knowledge graph, from source tables to answers, without any web code."""

__version__ = "0.1.0"
