"""Counters of the server for Prometheus. Routes are named by their template, so ids are no labels.

Each process counts for itself: with several workers, scrape each of them.

References: Prometheus, naming of metrics; text exposition format 0.0.4.
"""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

# From an answer of the cache to the deadline of a query.
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class _Children:
    """The counters of one kind of answer: finding them by their labels costs more than counting."""

    requests: Counter
    seconds: Histogram
    bytes: Counter


class Measures:
    """What is counted of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "phoihop_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "phoihop_request_seconds",
            "Seconds until the last byte of an answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._bytes = Counter(
            "phoihop_response_bytes", "Bytes of bodies sent.", ("route",), registry=self._registry
        )
        self._running = Gauge(
            "phoihop_requests_in_progress", "Requests being answered.", registry=self._registry
        )
        self._generation = Gauge(
            "phoihop_generation_info",
            "1 for the generation served last.",
            ("generation",),
            registry=self._registry,
        )
        self._quads = Gauge(
            "phoihop_quads", "Quads of the generation served last.", registry=self._registry
        )

        self._children: dict[tuple[str, str, int], _Children] = {}

    def begin(self) -> None:
        """Count a request that begins."""
        self._running.inc()

    def end(self, method: str, route: str, status: int, seconds: float, size_bytes: int) -> None:
        """Count a request that ended."""
        self._running.dec()
        key = (method, route, status)
        if (children := self._children.get(key)) is None:
            children = self._children[key] = _Children(
                self._requests.labels(method, route, str(status)),
                self._seconds.labels(route),
                self._bytes.labels(route),
            )
        children.requests.inc()
        children.seconds.observe(seconds)
        children.bytes.inc(size_bytes)

    def show_generation(self, generation: str, quads: int) -> None:
        """Say which generation is served."""
        self._generation.clear()
        self._generation.labels(generation).set(1)
        self._quads.set(quads)

    def format(self) -> bytes:
        """Return everything in the text format of Prometheus."""
        return generate_latest(self._registry)
