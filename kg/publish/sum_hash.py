"""A hash of a set of lines that can be told from what comes and what goes.

Each line is stretched by SHAKE128 to 32 numbers of 64 bits, little-endian; the numbers of all lines
are added, each place for itself, modulo 2^64. The sum does not depend on any order, and a line is
taken out by subtracting its numbers. The hash of the set is the SHA-256 of the 256 bytes of the
sum.

Used for `graph/derived` alone, which follows from the other graphs: those have a plain SHA-256 each
and are what a content hash is trusted for. Finding two sets with the same sum takes about 2^90
steps by the generalised birthday attack.

References: Bellare, Micciancio, A New Paradigm for Collision-Free Hashing (1997), AdHASH; Lewi and
others, Securing Update Propagation with Homomorphic Hashing (2019), LtHash; FIPS 202 (SHAKE128).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH: Final = 256
"""Bytes of a sum."""

_BLOCK: Final = 4096  # lines that are added at once; one block is a megabyte
_WORD: Final = np.dtype("<u8")


@dataclass(frozen=True, slots=True)
class LineSum:
    """The sum of a set of lines.

    Attributes:
        lines: How many there are.
        total: The sum, `WIDTH` bytes.
    """

    lines: int = 0
    total: bytes = bytes(WIDTH)

    @property
    def sha256(self) -> str:
        """Hash of the set."""
        return hashlib.sha256(self.total).hexdigest()

    def change(self, added: Iterable[bytes], removed: Iterable[bytes]) -> LineSum:
        """Return the sum after lines that were not in the set came, and lines of it went.

        Args:
            added: Lines with their ends, none of which is in the set, each once.
            removed: Lines of the set, each once.
        """
        total = np.frombuffer(self.total, dtype=_WORD)
        come, many = _add_up(added)
        go, few = _add_up(removed)
        return LineSum(self.lines + many - few, (total + come - go).astype(_WORD).tobytes())


def sum_lines(lines: Iterable[bytes]) -> LineSum:
    """Return the sum of lines with their ends, each of which is there once, in any order."""
    return LineSum().change(lines, ())


def _add_up(lines: Iterable[bytes]) -> tuple[npt.NDArray[np.uint64], int]:
    total, count = np.zeros(WIDTH // _WORD.itemsize, dtype=np.uint64), 0
    rest = iter(lines)
    while block := list(islice(rest, _BLOCK)):
        stretched = b"".join([hashlib.shake_128(line).digest(WIDTH) for line in block])
        numbers = np.frombuffer(stretched, dtype=_WORD).reshape(len(block), -1)
        total += numbers.sum(axis=0, dtype=np.uint64)
        count += len(block)
    return total, count
