"""Beads: which consecutive source sentences say what which consecutive target sentences say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, order=True)
class Bead:
    """Pair two ranges of sentences, each ``(start, end)``: 0-based, end exclusive; one of them may be empty.

    An empty target is an omission, an empty source an addition.
    """

    source: tuple[int, int]
    target: tuple[int, int]

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many source and target sentences it joins: ``(1, 1)``, ``(2, 1)``, ``(1, 0)``."""
        return self.source[1] - self.source[0], self.target[1] - self.target[0]


SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2), (1, 4), (4, 1))
"""Beads with both sides, most frequent first."""

Matrices = dict[tuple[int, int], NDArray[np.float32]]
"""For each shape (a, b) that fits n source and m target sentences an array (n - a + 1, m - b + 1)."""
