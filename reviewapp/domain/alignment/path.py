"""The cheapest way through two sequences of sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from reviewapp.domain.alignment.beads import Bead

_OMITTED = -1
_ADDED = -2


def cheapest_path(
    costs: Mapping[tuple[int, int], NDArray[np.float32]],
    *,
    omission: NDArray[np.float64],
    addition: NDArray[np.float64],
) -> tuple[Bead, ...]:
    """Return the beads of least total cost; they cover every sentence once, in order.

    `costs` gives for each shape ``(a, b)`` a matrix ``(n - a + 1, m - b + 1)``: the cost of the
    bead that begins at source i and target j. `omission` (n) and `addition` (m) are the costs of
    leaving one sentence alone. Dynamic programming over rows: additions within a row are a running
    minimum over costs less their prefix sum.
    """
    n, m = len(omission), len(addition)
    added = np.concatenate(([0.0], np.cumsum(addition)))
    totals = np.full((n + 1, m + 1), np.inf)
    choices = np.full((n + 1, m + 1), _ADDED, dtype=np.int8)
    totals[0] = added
    for i in range(1, n + 1):
        row = totals[i - 1] + omission[i - 1]
        choice = np.full(m + 1, _OMITTED, dtype=np.int8)
        for index, (shape, matrix) in enumerate(costs.items()):
            a, b = shape
            if a > i or b > m:
                continue
            candidate = totals[i - a, : m + 1 - b] + matrix[i - a]
            better = candidate < row[b:]
            row[b:][better] = candidate[better]
            choice[b:][better] = index
        with_additions = np.minimum.accumulate(row - added) + added
        choice[with_additions < row - 1e-9] = _ADDED
        totals[i], choices[i] = with_additions, choice
    return _walk_back(choices, tuple(costs))


def _walk_back(choices: NDArray[np.int8], shapes: Sequence[tuple[int, int]]) -> tuple[Bead, ...]:
    i, j = choices.shape[0] - 1, choices.shape[1] - 1
    beads = []
    while i or j:
        choice = choices[i, j]
        a, b = (0, 1) if choice == _ADDED else (1, 0) if choice == _OMITTED else shapes[choice]
        beads.append(Bead((i - a, i), (j - b, j)))
        i, j = i - a, j - b
    return tuple(reversed(beads))
