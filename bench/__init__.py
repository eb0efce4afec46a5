"""Benchmarks: a seeded generator, one process per case, JSON results (see bench/README.md)."""
