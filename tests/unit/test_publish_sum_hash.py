"""The sum of a set of lines: independent of order, changed by each line, computed two ways."""

from __future__ import annotations

import hashlib
import random

import pytest

from kg.publish.sum_hash import WIDTH, LineSum, sum_lines

LINES = [f'<urn:s{number}> <urn:p> "dòng {number}"@vi .\n'.encode() for number in range(9_000)]


def by_hand(lines: list[bytes]) -> bytes:
    """The definition, with integers of any size and no blocks."""
    places = [0] * (WIDTH // 8)
    for line in lines:
        stretched = hashlib.shake_128(line).digest(WIDTH)
        for place in range(len(places)):
            number = int.from_bytes(stretched[8 * place : 8 * place + 8], "little")
            places[place] = (places[place] + number) % 2**64
    return b"".join(number.to_bytes(8, "little") for number in places)


@pytest.mark.parametrize("count", [0, 1, 2, 4095, 4096, 4097, 9000])
def test_the_sum_is_that_of_its_definition(count: int) -> None:
    found = sum_lines(LINES[:count])
    assert found == LineSum(count, by_hand(LINES[:count]))
    assert found.sha256 == hashlib.sha256(by_hand(LINES[:count])).hexdigest()


@pytest.mark.parametrize("seed", range(5))
def test_order_does_not_matter_and_every_way_there_gives_the_same(seed: int) -> None:
    draw = random.Random(seed)
    lines = draw.sample(LINES, 6000)
    found, held = LineSum(), set[bytes]()
    for _ in range(12):
        come = set(draw.sample(lines, 900)) - held
        go = set(draw.sample(sorted(held), min(len(held), 400)))
        found = found.change(sorted(come, key=hash), go)
        held = held - go | come
    assert found == sum_lines(sorted(held))
    assert found.change((), held) == LineSum()


def test_one_letter_one_line_more_or_one_less_is_another_hash() -> None:
    few = LINES[:50]
    other = [few[0].replace(b"urn:p", b"urn:q"), *few[1:]]
    sums = [sum_lines(lines) for lines in (few, other, few[:-1], LINES[:51])]
    assert len({one.sha256 for one in sums}) == 4


def test_a_sum_carries_past_sixty_four_bits() -> None:
    firsts = [hashlib.shake_128(line).digest(8) for line in LINES[:3]]
    assert sum(int.from_bytes(one, "little") for one in firsts) >= 2**64
    assert sum_lines(LINES[:3]).total == by_hand(LINES[:3])
