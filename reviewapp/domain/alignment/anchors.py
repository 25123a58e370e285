"""How much two groups of sentences share on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reviewapp.domain.alignment.beads import SHAPES, Matrices
from reviewapp.domain.alignment.features import features_of

# A figure is translated by itself, punctuation and the beginning of a word say less.
_KIND_WEIGHTS = {"#": 2.0, ".": 0.7, "~": 0.5}
# Mass that nothing matches: two short sentences with one word in common are no certainty.
_DOUBT = 1.0


def anchor_distances(source: Sequence[str], target: Sequence[str]) -> Matrices:
    """Return for each shape 1 - Dice of the features of both sides; rare features weigh more.

    The shared mass of a merge is the sum over its pairs of sentences, so that a summed-area table
    answers every shape without looking at a sentence twice.
    """
    left, right = [features_of(text) for text in source], [features_of(text) for text in target]
    left_weights, right_weights = _weights(left), _weights(right)
    shared = sorted(left_weights.keys() & right_weights.keys())
    weights = np.array([left_weights[name] + right_weights[name] for name in shared], dtype=np.float32)
    overlap = (_presence(left, shared) * weights) @ _presence(right, shared).T
    area = np.zeros((len(source) + 1, len(target) + 1))
    area[1:, 1:] = overlap.cumsum(0).cumsum(1)
    x, y = _masses(left, left_weights), _masses(right, right_weights)
    distances = {}
    for a, b in SHAPES:
        inside = area[a:, b:] - area[:-a, b:] - area[a:, :-b] + area[:-a, :-b]
        mass = (x[a:] - x[:-a])[:, None] + (y[b:] - y[:-b])[None, :]
        # A text that repeats itself is shared more than once: no bead comes closer than the same text.
        distances[a, b] = np.maximum(1.0 - inside / mass, 0.0).astype(np.float32)
    return distances


def _weights(sentences: Sequence[frozenset[str]]) -> dict[str, float]:
    counts = Counter(name for features in sentences for name in features)
    total = len(sentences) + 1
    return {
        name: float(np.log(total / count)) * (_KIND_WEIGHTS.get(name[0], 1.0) if len(name) > 1 else 1.0)
        for name, count in counts.items()
    }


def _presence(sentences: Sequence[frozenset[str]], names: Sequence[str]) -> NDArray[np.float32]:
    columns = {name: column for column, name in enumerate(names)}
    matrix = np.zeros((len(sentences), len(names)), dtype=np.float32)
    for row, features in enumerate(sentences):
        matrix[row, [columns[name] for name in features if name in columns]] = 1.0
    return matrix


def _masses(sentences: Sequence[frozenset[str]], weights: dict[str, float]) -> NDArray[np.float64]:
    masses = [_DOUBT + sum(weights[name] for name in features) for features in sentences]
    return np.concatenate(([0.0], np.cumsum(masses)))
