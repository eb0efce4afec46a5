"""Many strings in two arrays, so that a file of them can be memory-mapped.

`blob` holds the UTF-8 bytes one after the other, `offsets` where each begins. A table that was
built sorted can be searched: bytes of UTF-8 and code points sort alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

U1 = npt.NDArray[np.uint8]
I8 = npt.NDArray[np.int64]


class Strings:
    """A table of strings by position.

    Attributes:
        blob: UTF-8 bytes of all strings.
        offsets: Where each string begins; one entry more than there are strings.
    """

    __slots__ = ("_bytes", "blob", "offsets")

    def __init__(self, blob: U1, offsets: I8) -> None:
        self.blob = blob
        self.offsets = offsets
        # A page of answers reads thousands of strings; slicing the array itself is 4 times slower.
        self._bytes = blob.data

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, position: int) -> str:
        start, end = self.offsets.item(position), self.offsets.item(position + 1)
        return str(self._bytes[start:end], "utf-8")

    def find(self, value: str) -> int | None:
        """Return the position of `value` in a sorted table, or None."""
        wanted, low, high = value.encode(), 0, len(self)
        while low < high:
            middle = (low + high) // 2
            start, end = self.offsets.item(middle), self.offsets.item(middle + 1)
            found = bytes(self._bytes[start:end])
            if found == wanted:
                return middle
            low, high = (middle + 1, high) if found < wanted else (low, middle)
        return None

    def to_list(self) -> list[str]:
        """Return all strings; for small tables."""
        return [self[position] for position in range(len(self))]


def build_strings(values: Sequence[str]) -> Strings:
    """Pack strings in the order given."""
    encoded = [value.encode() for value in values]
    lengths = np.fromiter((len(value) for value in encoded), dtype=np.int64, count=len(encoded))
    offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return Strings(np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets)
