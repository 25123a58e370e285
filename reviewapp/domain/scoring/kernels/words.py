"""Words of a pair's texts: where they stand, and a number for each that equal words share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reviewapp.domain.scoring.kernels.characters import is_space
from reviewapp.domain.scoring.kernels.compiler import Integers, compiled

# Products with numbers below 2**43 stay within 63 bits, so that plain Python computes what machine code does.
_SPREAD = 0x9E377


class Words(NamedTuple):
    """Words one behind the other without spaces: all code points, and where each word starts.

    `starts` has one entry more than there are words: the end of the last one.
    """

    codes: Integers
    starts: Integers


@compiled
def new_words(capacity: int) -> Words:
    """Return room for so many code points in as many words at most."""
    words = Words(np.empty(capacity, np.int64), np.empty(capacity + 1, np.int64))
    words.starts[0] = 0
    return words


@compiled
def append_word(words: Words, count: int, codes: Integers, start: int, stop: int) -> int:
    """Add a word, which is codes[start:stop], to `count` words and return their number then."""
    place = words.starts[count]
    for index in range(start, stop):
        words.codes[place] = codes[index]
        place += 1
    words.starts[count + 1] = place
    return count + 1


@compiled
def append_words(words: Words, count: int, codes: Integers, start: int, stop: int) -> int:
    """Add the words of codes[start:stop] as `str.split` finds them; return the number of words then."""
    place = words.starts[count]
    length = 0
    for index in range(start, stop):
        if is_space(codes[index]):
            if length > 0:
                count += 1
                words.starts[count] = place
                length = 0
        else:
            words.codes[place] = codes[index]
            place += 1
            length += 1
    if length > 0:
        count += 1
        words.starts[count] = place
    return count


@compiled
def number_words(words: Words, count: int, table: Integers, numbers: Integers) -> None:
    """Give each of `count` words the place of the first word that equals it.

    `table` needs `table_size(count)` entries.
    """
    size = table_size(count)
    table[:size] = -1
    for word in range(count):
        slot = _hash(words, word) & (size - 1)
        while table[slot] >= 0 and not _are_equal(words, table[slot], word):
            slot = (slot + 1) & (size - 1)
        if table[slot] < 0:
            table[slot] = word
        numbers[word] = table[slot]


@compiled
def table_size(entries: int) -> int:
    """Return the size of a table, a power of two, that so many entries fill by half at most."""
    size = 8
    while size < 2 * entries:
        size *= 2
    return size


@compiled
def _hash(words: Words, word: int) -> int:
    value = 0
    for index in range(words.starts[word], words.starts[word + 1]):
        value = ((value ^ words.codes[index]) * _SPREAD) & 0xFFFFFFFF
    return value ^ (value >> 15)


@compiled
def _are_equal(words: Words, one: int, other: int) -> bool:
    first, second = words.starts[one], words.starts[other]
    length = words.starts[one + 1] - first
    if words.starts[other + 1] - second != length:
        return False
    for index in range(length):  # noqa: SIM110 - numba has no generators in all()
        if words.codes[first + index] != words.codes[second + index]:
            return False
    return True
