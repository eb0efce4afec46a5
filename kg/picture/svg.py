"""Writing SVG: a canvas that collects elements with presentation attributes only.

References: SVG 1.1 (Second Edition); links as in SVG 2, section 16.2 (`href` without a prefix).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from kg.picture.text import FONT_FAMILY, LEADING, SIZE, clean

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

Value = str | float | None


class Canvas:
    """Collects elements in the order in which they are drawn and read."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def add(self, tag: str, **attributes: Value) -> None:
        """Add an empty element; `_` in a name stands for `-`, None leaves an attribute out."""
        self._parts.append(f"<{tag}{_format(attributes)}/>")

    def path(self, d: str, **attributes: Value) -> None:
        """Add a path."""
        self.add("path", d=d, **attributes)

    def text(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        size: float = SIZE,
        weight: int = 400,
        fill: str,
        anchor: str | None = None,
    ) -> None:
        """Add lines of text; `y` is the base line of the first."""
        for place, line in enumerate(lines):
            attributes = _format(
                {
                    "x": x,
                    "y": y + place * size * LEADING,
                    "font_size": size,
                    "font_weight": weight if weight != 400 else None,
                    "fill": fill,
                    "text_anchor": anchor,
                }
            )
            self._parts.append(f"<text{attributes}>{_safe(line)}</text>")

    @contextmanager
    def group(self, title: str | None = None, **attributes: Value) -> Generator[None]:
        """Group what is added inside; a title is what a pointer or a reader is told."""
        with self._element("g", title, attributes):
            yield

    @contextmanager
    def link(self, href: str, title: str) -> Generator[None]:
        """Make a link of what is added inside."""
        with self._element("a", title, {"href": href}):
            yield

    @contextmanager
    def _element(
        self, tag: str, title: str | None, attributes: dict[str, Value]
    ) -> Generator[None]:
        self._parts.append(f"<{tag}{_format(attributes)}>")
        if title:
            self._parts.append(f"<title>{_safe(title)}</title>")
        yield
        self._parts.append(f"</{tag}>")

    def take(self) -> str:
        """Return what was collected and begin anew."""
        taken = "".join(self._parts)
        self._parts.clear()
        return taken

    def put(self, markup: str) -> None:
        """Add what another canvas or `take` returned."""
        self._parts.append(markup)


def document(
    markup: str, width: float, height: float, paper: str, title: str, description: str
) -> str:
    """Return a whole SVG document with a ground, a title and a description."""
    size = {"width": width, "height": height, "viewBox": f"0 0 {number(width)} {number(height)}"}
    head = _format({"xmlns": "http://www.w3.org/2000/svg", **size, "font_family": FONT_FAMILY})
    ground = _format({"width": width, "height": height, "fill": paper})
    return (
        f'<svg{head} role="group"><title>{_safe(title)}</title><desc>{_safe(description)}</desc>'
        f"<rect{ground}/>{markup}</svg>"
    )


def number(value: float) -> str:
    """Format a length with one decimal at most.

    >>> number(12.0), number(3.14159)
    ('12', '3.1')
    """
    return f"{round(value, 1):g}"


def _format(attributes: dict[str, Value]) -> str:
    shown: list[str] = []
    for name, value in attributes.items():
        if value is None:
            continue
        text = number(value) if not isinstance(value, str) else value
        if not text.isprintable():
            text = clean(text)
        shown.append(f" {name.rstrip('_').replace('_', '-')}={quoteattr(text)}")
    return "".join(shown)


def _safe(text: str) -> str:
    return escape(clean(text))
