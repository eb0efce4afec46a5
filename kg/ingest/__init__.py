"""Readers of source folders: tables, RDF files and descriptions in, records and quads out."""
