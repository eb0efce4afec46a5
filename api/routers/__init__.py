"""Routes: parse, ask `kg`, shape, return."""
