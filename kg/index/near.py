"""Words one slip of the hand apart: a letter wrong, missing, doubled, or two swapped.

Two words within one slip share a form with at most one letter deleted, so a table of such forms
finds candidates by equality instead of comparing with the whole vocabulary (the "symmetric delete"
method); `is_near` then refuses what only looks close.
"""

from __future__ import annotations

from typing import Final

MIN_LENGTH: Final = 3  # shorter Vietnamese syllables are one slip from too many others
MAX_LENGTH: Final = 24  # longer runs are codes or identifiers, not words


def deletions(word: str) -> frozenset[str]:
    """Return `word` and its forms with one letter deleted; nothing for what is no word.

    Words with digits are left out: a document number one digit off is another document.
    """
    if not MIN_LENGTH <= len(word) <= MAX_LENGTH or not word.isalpha():
        return frozenset()
    shorter = (word[:place] + word[place + 1 :] for place in range(len(word)))
    return frozenset((word, *shorter))


def is_near(one: str, other: str) -> bool:
    """Tell whether two words are at most one slip apart (restricted Damerau-Levenshtein).

    >>> is_near("bnag", "bang"), is_near("thep", "thp"), is_near("thep", "thon")
    (True, True, False)
    """
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start : start + 2] == other[start : start + 2][::-1]
    same_tail = one[start + 2 :] == other[start + 2 :]
    return one[start + 1 :] == other[start + 1 :] or (swapped and same_tail)
