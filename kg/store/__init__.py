"""SPARQL engines behind one protocol: embedded, remote, and a sandbox of worker processes."""
