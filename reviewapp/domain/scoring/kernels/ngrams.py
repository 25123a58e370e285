"""Which n-grams of a hypothesis stand in its references, counted order by order with exact keys."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reviewapp.domain.scoring.kernels.compiler import Integers, compiled
from reviewapp.domain.scoring.kernels.words import table_size

# See `words`: keys below 2**43 spread without overflow.
_SPREAD = 0x9E377


class Ngrams(NamedTuple):
    """The texts of one pair as symbols, and the table in which their n-grams are counted.

    `bounds`: where the hypothesis, the first reference and so on begin, and where the last one ends.
    `ranks`: for the n-gram that begins at each symbol its place in the table, or -1 where another text
    lacks it; 0 before the first order. `keys`: for each place in the table the n-gram's key, or -1;
    `in_hypothesis`, `in_reference` and `in_any`: how often it stands in the hypothesis, in the reference that
    is being read, and in that of the references so far that has it most often.
    """

    symbols: Integers
    bounds: Integers
    ranks: Integers
    keys: Integers
    in_hypothesis: Integers
    in_reference: Integers
    in_any: Integers


@compiled
def new_ngrams(symbols: int, references: int) -> Ngrams:
    """Return room for the texts of one pair with so many symbols together."""
    size = table_size(symbols)
    return Ngrams(
        np.empty(symbols, np.int64),
        np.zeros(references + 2, np.int64),
        np.empty(symbols, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
    )


@compiled
def begin_ngrams(ngrams: Ngrams) -> int:
    """Prepare the first order, when symbols and bounds are written; return the size of the alphabet."""
    greatest = 0
    for place in range(ngrams.bounds[-1]):
        ngrams.ranks[place] = 0
        greatest = max(greatest, ngrams.symbols[place])
    return greatest + 1


@compiled
def count_shared(ngrams: Ngrams, order: int, alphabet: int, matches: Integers) -> int:
    """Count the n-grams of one order that hypothesis and references share; orders must come one by one.

    Symbols are below `alphabet`. An n-gram is the rank of its first n-1 symbols and its last symbol, so that
    keys are exact and small. Writes the matches with each reference to `matches` and returns those with
    all of them, where each n-gram counts as often as in the reference that has it most often.
    """
    size = table_size(ngrams.bounds[1])
    ngrams.keys[:size] = -1
    ngrams.in_hypothesis[:size] = 0
    ngrams.in_any[:size] = 0
    for place in range(ngrams.bounds[1] - order + 1):
        if ngrams.ranks[place] >= 0:
            key = ngrams.ranks[place] * alphabet + ngrams.symbols[place + order - 1]
            slot = _find(ngrams.keys, size - 1, key)
            ngrams.keys[slot] = key
            ngrams.in_hypothesis[slot] += 1
            ngrams.ranks[place] = slot
    clipped = 0
    for reference in range(len(ngrams.bounds) - 2):
        ngrams.in_reference[:size] = 0
        alone, added = _read_reference(ngrams, reference + 1, order, alphabet, size - 1)
        matches[reference] = alone
        clipped += added
    for place in range(ngrams.bounds[1] - order + 1):
        if ngrams.ranks[place] >= 0 and ngrams.in_any[ngrams.ranks[place]] == 0:
            ngrams.ranks[place] = -1
    return clipped


@compiled
def _read_reference(ngrams: Ngrams, text: int, order: int, alphabet: int, mask: int) -> tuple[int, int]:
    """Return the matches with one reference, and how many of them the references before it did not have."""
    alone = added = 0
    for place in range(ngrams.bounds[text], ngrams.bounds[text + 1] - order + 1):
        if ngrams.ranks[place] < 0:
            continue
        key = ngrams.ranks[place] * alphabet + ngrams.symbols[place + order - 1]
        slot = _find(ngrams.keys, mask, key)
        if ngrams.keys[slot] < 0:
            ngrams.ranks[place] = -1
            continue
        ngrams.ranks[place] = slot
        ngrams.in_reference[slot] += 1
        count = ngrams.in_reference[slot]
        if count <= ngrams.in_hypothesis[slot]:
            alone += 1
            if count > ngrams.in_any[slot]:
                ngrams.in_any[slot] = count
                added += 1
    return alone, added


@compiled
def _find(keys: Integers, mask: int, key: int) -> int:
    """Return the place of a key in the table, or the empty one where it belongs."""
    spread = key * _SPREAD
    slot = (spread ^ (spread >> 21)) & mask
    while keys[slot] >= 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot
