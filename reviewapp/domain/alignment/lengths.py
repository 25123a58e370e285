"""The length of one group of sentences against that of another."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reviewapp.domain.alignment.beads import SHAPES, Matrices

# Gale and Church (1993), "A program for aligning sentences in bilingual corpora": variance per character.
_VARIANCE = 6.8
_WORST = 25.0
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_DENSE_WEIGHT = 2


def count_letters(text: str) -> float:
    """Return the length in characters; one of a Chinese, Japanese or Korean script counts three."""
    return len(text) + _DENSE_WEIGHT * len(_DENSE.findall(text))


def length_surprises(source: Sequence[float], target: Sequence[float]) -> Matrices:
    """Return for each shape the squared standard score of a bead's lengths, at most 25.

    The expected ratio of the lengths is that of the two texts themselves. Gale and Church (1993),
    with the mean of both lengths in the variance, so that neither side is preferred.
    """
    x, y = _sums(source), _sums(target)
    ratio = y[-1] / x[-1]
    surprises = {}
    for a, b in SHAPES:
        lengths, others = (x[a:] - x[:-a])[:, None], (y[b:] - y[:-b])[None, :]
        variance = _VARIANCE * (ratio * lengths + others) / 2
        surprises[a, b] = np.minimum((others - ratio * lengths) ** 2 / variance, _WORST).astype(np.float32)
    return surprises


def _sums(lengths: Sequence[float]) -> NDArray[np.float64]:
    # One more for the space that parts a sentence from the next: no length is 0.
    return np.concatenate(([0.0], np.cumsum(np.asarray(lengths, dtype=np.float64) + 1.0)))
