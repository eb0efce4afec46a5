"""Answers over the read-only door: the catalogue of questions, under-both, relations."""
