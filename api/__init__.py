"""The server: SPARQL, relational answers and pages over one published generation."""
