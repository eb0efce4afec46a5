"""Plain ASGI middleware, each one thought."""
