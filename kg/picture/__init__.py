"""Pictures as SVG: made once, the same for pages, files and notebooks.

A picture uses presentation attributes only (a style sheet turns to black boxes in other programs),
is legible outside its page, and never says more than the answer it draws.
"""

from __future__ import annotations

from kg.picture.picture import Picture

__all__ = ["Picture"]
