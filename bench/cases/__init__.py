"""The cases: each a function of a workspace and a number of repetitions, returning plain data."""
