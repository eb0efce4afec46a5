"""Accelerators of a generation: names for search, arrays for authority; no fact lives here."""
