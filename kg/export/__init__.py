"""Data on their way out: tables that can be read again, RDF, networks, other people's models."""
