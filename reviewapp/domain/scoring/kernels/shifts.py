"""The shift search of TER: Snover et al. 2006, with limits and order from `sacrebleu.metrics.lib_ter`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reviewapp.domain.scoring.kernels.compiler import Integers, compiled
from reviewapp.domain.scoring.kernels.edit_distance import (
    Distances,
    distance,
    fill_backward,
    fill_forward,
    moved_distance,
    new_distances,
)

_MAX_SHIFT_SIZE = 10
_MAX_SHIFT_DISTANCE = 50
_MAX_CANDIDATES = 1000
NOT_DONE = -1

# Places in `Search.best`.
_GAIN, _LENGTH, _START, _TARGET, _LOW, _MIDDLE, _HIGH = range(7)
# Places in `Search.spent`.
_CANDIDATES, _STEPS = range(2)


class Search(NamedTuple):
    """The alignment of the words as they stand, the best shift found, and what the search has cost.

    `aligned`: for each word of the reference its place in the hypothesis. The two `errors`: how many of the
    first words are not matched, with one entry more than there are words.
    """

    aligned: Integers
    hypothesis_errors: Integers
    reference_errors: Integers
    best: Integers
    spent: Integers


@compiled
def count_edits(words: Integers, reference: Integers, shared: int, budget: int) -> tuple[int, int]:
    """Return the edits with which words become the reference, and the steps taken.

    The edits are NOT_DONE where it takes more steps than `budget`, each about one cell of a matrix. `words`
    is overwritten. `shared` is the number of words that both have in whatever order: since a shift changes
    only the order, it gets no lower than the distance which that leaves, and the search ends there.
    """
    size, columns = len(words), len(reference)
    if size == 0 or columns == 0:
        return size + columns, 0
    least = max(size, columns) - shared
    distances = new_distances(words, reference)
    search = Search(
        np.empty(columns, np.int64),
        np.zeros(size + 1, np.int64),
        np.zeros(columns + 1, np.int64),
        np.zeros(7, np.int64),
        np.zeros(2, np.int64),
    )
    search.spent[_STEPS] = 2 * len(distances.forward)
    shifts, edits = 0, distance(distances)
    while edits > least and search.spent[_STEPS] <= budget:
        _align(distances, search)
        _find_best_shift(distances, search, edits, least, budget)
        if search.spent[_CANDIDATES] >= _MAX_CANDIDATES or search.best[_GAIN] == 0:
            break
        _shift(distances, search)
        shifts += 1
        edits = distance(distances)
    done = search.spent[_STEPS] <= budget
    return shifts + edits if done else NOT_DONE, search.spent[_STEPS]


@compiled
def _align(distances: Distances, search: Search) -> None:
    """Walk back from the end of both texts: by a match or substitution if possible, else by a deletion."""
    matrix, beam = distances.forward, distances.beam
    words, reference = distances.words, distances.reference
    hypothesis_errors, reference_errors = search.hypothesis_errors, search.reference_errors
    row, column = len(words), len(reference)
    while row > 0 or column > 0:
        here, above = beam.offset[row] + column, beam.offset[row - 1] + column
        differs = int(row > 0 and column > 0 and words[row - 1] != reference[column - 1])
        if row > 0 and column > 0 and matrix[here] == matrix[above - 1] + differs:
            row, column = row - 1, column - 1
            hypothesis_errors[row + 1] = reference_errors[column + 1] = differs
            search.aligned[column] = row
        elif row > 0 and (column == 0 or matrix[here] == matrix[above] + 1):
            row -= 1
            hypothesis_errors[row + 1] = 1
        else:
            column -= 1
            reference_errors[column + 1] = 1
            search.aligned[column] = row - 1
    for word in range(len(words)):
        hypothesis_errors[word + 1] += hypothesis_errors[word]
    for word in range(len(reference)):
        reference_errors[word + 1] += reference_errors[word]


@compiled
def _find_best_shift(distances: Distances, search: Search, edits: int, least: int, budget: int) -> None:
    """Try every run of words that stands in the reference too: most edits saved, longest, first, nearest."""
    words, reference = distances.words, distances.reference
    size, columns = len(words), len(reference)
    search.best[_GAIN], search.best[_LENGTH] = 0, _MAX_SHIFT_SIZE + 1
    search.spent[_STEPS] += size * min(columns, 2 * _MAX_SHIFT_DISTANCE + 1)
    for start in range(size):
        first = max(0, start - _MAX_SHIFT_DISTANCE)
        for place in range(first, min(columns, start + _MAX_SHIFT_DISTANCE + 1)):
            length = 0
            while (
                length < _MAX_SHIFT_SIZE
                and start + length < size
                and place + length < columns
                and words[start + length] == reference[place + length]
            ):
                length += 1
                if _is_worth_moving(search, start, place, length):
                    _try_targets(distances, search, start, place, length, edits, least)
                    if search.spent[_CANDIDATES] >= _MAX_CANDIDATES or search.spent[_STEPS] > budget:
                        return


@compiled
def _is_worth_moving(search: Search, start: int, place: int, length: int) -> bool:
    """Say whether the run has an error on both sides and is not aligned with itself."""
    return (
        search.hypothesis_errors[start + length] > search.hypothesis_errors[start]
        and search.reference_errors[place + length] > search.reference_errors[place]
        and not start <= search.aligned[place] < start + length
    )


@compiled
def _try_targets(
    distances: Distances, search: Search, start: int, place: int, length: int, edits: int, least: int
) -> None:
    """Move the run of words behind each word that is aligned with its match, or with the one before."""
    best, previous = search.best, -1
    for offset in range(-1, length):
        target = search.aligned[place + offset] + 1 if place + offset >= 0 else 0
        if target == previous:
            continue
        previous = target
        search.spent[_CANDIDATES] += 1
        low, middle, high = _exchanged(start, length, target, len(distances.words))
        needed = best[_GAIN] + (not _precedes(best, start, length, target))
        if needed > edits - least or middle == high:
            continue
        gained, cells = moved_distance(distances, low, middle, high, edits - needed)
        gained = edits - gained
        search.spent[_STEPS] += cells
        if gained >= needed:
            best[_GAIN], best[_LENGTH], best[_START], best[_TARGET] = gained, length, start, target
            best[_LOW], best[_MIDDLE], best[_HIGH] = low, middle, high


@compiled
def _precedes(best: Integers, start: int, length: int, target: int) -> bool:
    """Say whether a shift is preferred to the best one so far if it saves as many edits."""
    if length != best[_LENGTH]:
        return bool(length > best[_LENGTH])
    if start != best[_START]:
        return bool(start < best[_START])
    return bool(target < best[_TARGET])


@compiled
def _exchanged(start: int, length: int, target: int, size: int) -> tuple[int, int, int]:
    """Return the bounds of the two runs of words that change places when one moves to the target.

    Within itself a run moves forward by as many places as the target lies behind its start.
    """
    if target < start:
        return target, start, start + length
    if target > start + length:
        return start, start + length, target
    return start, start + length, min(length + target, size)


@compiled
def _shift(distances: Distances, search: Search) -> None:
    words, best = distances.words, search.best
    low, middle, high = best[_LOW], best[_MIDDLE], best[_HIGH]
    before = words[low:high].copy()
    for index in range(high - low):
        words[low + index] = before[(middle - low + index) % (high - low)]
    fill_forward(distances, low)
    fill_backward(distances, high - 1)
    search.spent[_STEPS] += len(distances.forward)
