"""Plain values: terms, identifiers, time, evidence, records; standard library only."""
