"""The edit distance of TER: sacrebleu's `BeamEditDistance`, which keeps near a slanting diagonal.

A row of the matrix stands for so many words of the hypothesis, a column for so many of the reference. Row and
columns outside the beam are infinite. `forward` holds the distance from the beginning of both texts, and
`backward` that to their ends; the shortest way through any row is the least sum of the two.
sacrebleu keeps rows by the words that led to them; as a shift leaves the length and so the beam unchanged,
those rows equal the ones computed anew.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from reviewapp.domain.scoring.kernels.compiler import Cells, Integers, compiled

INFINITE = 1 << 29
_BEAM_WIDTH = 25


class Beam(NamedTuple):
    """Which columns each row has, `low` to `high` - 1, and where column 0 of a row would stand in the arrays.

    Around its columns a row has room for infinite cells, which the next row reads.
    """

    low: Integers
    high: Integers
    offset: Integers


class Distances(NamedTuple):
    """A hypothesis, which shifts change, its reference, the beam and both matrices. `rows` is scratch."""

    words: Integers
    reference: Integers
    beam: Beam
    forward: Cells
    backward: Cells
    rows: Cells


@compiled
def new_distances(words: Integers, reference: Integers) -> Distances:
    """Return both matrices for two texts of at least one word each.

    The memory needed grows with the sum of their lengths, not with the product.
    """
    beam, size = _new_beam(len(words), len(reference))
    forward, backward = np.empty(size, np.int32), np.empty(size, np.int32)
    for column in range(beam.high[0]):
        forward[beam.offset[0] + column] = column
    rows = np.empty((2, len(reference) + 2), np.int32)
    distances = Distances(words, reference, beam, forward, backward, rows)
    fill_forward(distances, beam.low[0])
    fill_backward(distances, len(words))
    return distances


@compiled
def _new_beam(words: int, columns: int) -> tuple[Beam, int]:
    """Return the beam, and the size of a matrix that has only its cells."""
    low, high, offset = (
        np.zeros(words + 1, np.int64),
        np.empty(words + 1, np.int64),
        np.empty(words + 1, np.int64),
    )
    ratio = columns / words
    width = _BEAM_WIDTH
    if width < ratio / 2:
        width = math.ceil(ratio / 2 + width)
    for row in range(1, words + 1):
        diagonal = math.floor(row * ratio)
        low[row] = max(0, diagonal - width)
        high[row] = min(columns + 1, diagonal + width)
    high[words] = columns + 1
    high[0] = high[1]
    before = after = 0
    for row in range(words + 1):
        before = max(before, low[row] - low[max(0, row - 1)] + 1)
        after = max(after, high[min(words, row + 1)] - low[row] + 1)
    for row in range(words + 1):
        offset[row] = row * (before + after) + before - low[row]
    return Beam(low, high, offset), (words + 1) * (before + after)


@compiled
def fill_forward(distances: Distances, first: int) -> None:
    """Compute the rows behind `first`."""
    matrix, beam, reference = distances.forward, distances.beam, distances.reference
    last = len(distances.words)
    for row in range(first + 1, last + 1):
        here, above = beam.offset[row], beam.offset[row - 1]
        word = distances.words[row - 1]
        left = INFINITE
        matrix[here + beam.low[row] - 1] = INFINITE
        for column in range(beam.low[row], beam.high[row]):
            cell = min(matrix[above + column], left) + 1
            if column > 0:
                cell = min(cell, matrix[above + column - 1] + (word != reference[column - 1]))
            matrix[here + column] = cell
            left = cell
        for column in range(beam.high[row], beam.high[min(row + 1, last)]):
            matrix[here + column] = INFINITE


@compiled
def fill_backward(distances: Distances, last: int) -> None:
    """Compute the rows from `last` down to 1."""
    matrix, beam, reference = distances.backward, distances.beam, distances.reference
    columns, end = len(reference), len(distances.words)
    for row in range(last, 0, -1):
        here = beam.offset[row]
        right = INFINITE
        matrix[here + beam.high[row]] = INFINITE
        for column in range(beam.high[row] - 1, beam.low[row] - 1, -1):
            if row == end:
                cell = columns - column
            else:
                below = beam.offset[row + 1] + column
                cell = min(matrix[below], right) + 1
                if column < columns:
                    cell = min(cell, matrix[below + 1] + (distances.words[row] != reference[column]))
            matrix[here + column] = cell
            right = cell
        for column in range(beam.low[row - 1], beam.low[row]):
            matrix[here + column] = INFINITE


@compiled
def distance(distances: Distances) -> int:
    """Return the edit distance of the two texts as they stand."""
    edits: int = distances.forward[distances.beam.offset[-1] + len(distances.reference)]
    return edits


@compiled
def moved_distance(distances: Distances, low: int, middle: int, high: int, limit: int) -> tuple[int, int]:
    """Return the distance when words[low:middle] and words[middle:high] change places, and the cells it took.

    Beyond `limit` the distance may be too large: no way that is short enough leaves the diagonals on which
    cells are computed.
    """
    beam, reference = distances.beam, distances.reference
    surplus = len(reference) - len(distances.words)
    # A way through the cell (row, column) costs |column - row| + |surplus - (column - row)| or more.
    left_most, right_most = -((limit - surplus) // 2), (limit + surplus) // 2
    start = max(beam.low[low + 1], low + 1 + left_most)
    stop = min(beam.high[low + 1], low + 2 + right_most)
    previous = distances.rows[low & 1]
    for column in range(max(0, start - 1), stop):
        previous[column] = distances.forward[beam.offset[low] + column]
    cells = 0
    for row in range(low + 1, high + 1):
        place = row - 1 + (middle - low)
        word = distances.words[place if place < high else place - (high - low)]
        current = distances.rows[row & 1]
        previous = distances.rows[(row - 1) & 1]
        left = INFINITE
        for column in range(start, stop):
            cell = min(previous[column], left) + 1
            if column > 0:
                cell = min(cell, previous[column - 1] + (word != reference[column - 1]))
            current[column] = cell
            left = cell
        cells += max(0, stop - start)
        if row < high:
            if start > 0:
                current[start - 1] = INFINITE
            end = stop
            start = max(beam.low[row + 1], row + 1 + left_most)
            stop = min(beam.high[row + 1], row + 2 + right_most)
            for column in range(end, stop):
                current[column] = INFINITE
    return _joined(distances, high, start, stop), cells


@compiled
def _joined(distances: Distances, row: int, start: int, stop: int) -> int:
    """Return the shortest way through a row that was computed and on through the rows as they stand."""
    shortest = INFINITE
    current, offset = distances.rows[row & 1], distances.beam.offset[row]
    for column in range(start, stop):
        shortest = min(shortest, current[column] + distances.backward[offset + column])
    return shortest
