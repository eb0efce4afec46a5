"""What follows from the data: class closure, clashes, dated chains (graph/derived)."""
