"""Align the sentences of a text with those of its translation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil

import numpy as np
from numpy.typing import NDArray

from reviewapp.domain.alignment.anchors import anchor_distances
from reviewapp.domain.alignment.beads import Bead, Matrices
from reviewapp.domain.alignment.embeddings import SentenceEmbedder, embedding_distances
from reviewapp.domain.alignment.joining import join_sentences
from reviewapp.domain.alignment.lengths import count_letters, length_surprises
from reviewapp.domain.alignment.path import cheapest_path

WINDOW = 800
"""Sentences of the longer side that are aligned at once: memory and time stay linear beyond."""
_KEPT = 2 / 3


class ParagraphsDoNotFit(ValueError):
    """Paragraph numbers were given for one side only, or not one a sentence."""


@dataclass(frozen=True, slots=True)
class _Weights:
    """Hold costs, on the scale where pairing two unrelated sentences costs 1.

    Tuned on German-French articles aligned by hand and on news of four languages merged at random;
    the figures move by about .01 within a third of each value.
    """

    alone: float
    length: float
    merged: float
    superfluous: float


_BY_ANCHORS = _Weights(alone=1.5, length=0.25, merged=0.3, superfluous=0.0)
_BY_EMBEDDINGS = _Weights(alone=0.85, length=0.14, merged=0.25, superfluous=2.0)
_PARAGRAPH_BREAK = 0.3


def align_sentences(
    source: Sequence[str],
    target: Sequence[str],
    *,
    source_language: str,
    target_language: str,
    embedder: SentenceEmbedder | None = None,
    source_paragraphs: Sequence[int] | None = None,
    target_paragraphs: Sequence[int] | None = None,
    measure: Callable[[str], float] = count_letters,
) -> tuple[Bead, ...]:
    """Return beads that cover every sentence of both sides exactly once, in order.

    Dynamic programming over 1-1, merges up to 4 sentences, omissions (1-0) and additions (0-1). The
    cost of a bead is made of its lengths by `measure` (characters; a subword count serves as well),
    of the distance of its texts - by `embedder` where one is given, else by figures, names,
    cognates and punctuation - and of its shape. Paragraph numbers, one a sentence on both sides,
    make merges across paragraphs dearer. More than `WINDOW` sentences are aligned window by window.
    Raises `ParagraphsDoNotFit`, `UnknownLanguage`.
    """
    _check_paragraphs(source, target, source_paragraphs, target_paragraphs)
    align = partial(
        _align_window,
        distances=partial(
            _distances, embedder=embedder, source_language=source_language, target_language=target_language
        ),
        measure=measure,
        weights=_BY_EMBEDDINGS if embedder else _BY_ANCHORS,
    )
    left = _Side(source, source_paragraphs or (0,) * len(source))
    right = _Side(target, target_paragraphs or (0,) * len(target))
    beads: list[Bead] = []
    i = j = 0
    while i < len(source) or j < len(target):
        n, m = len(source) - i, len(target) - j
        share = min(1.0, WINDOW / max(n, m))
        a, b = ceil(n * share), ceil(m * share)
        found = align(left.part(i, i + a), right.part(j, j + b))
        kept = found if share == 1 else _settled(found, a, b)
        beads += (_moved(bead, i, j) for bead in kept)
        i, j = beads[-1].source[1], beads[-1].target[1]
    return tuple(beads)


@dataclass(frozen=True, slots=True)
class _Side:
    texts: Sequence[str]
    paragraphs: Sequence[int]

    def part(self, start: int, end: int) -> _Side:
        return _Side(self.texts[start:end], self.paragraphs[start:end])

    def breaks(self) -> NDArray[np.float32]:
        """Return how many paragraphs have ended before each sentence."""
        numbers = np.asarray(self.paragraphs)
        return np.concatenate(([0], np.cumsum(numbers[1:] != numbers[:-1]))).astype(np.float32)


def _check_paragraphs(
    source: Sequence[str], target: Sequence[str], left: Sequence[int] | None, right: Sequence[int] | None
) -> None:
    if left is None and right is None:
        return
    if left is None or right is None or len(left) != len(source) or len(right) != len(target):
        raise ParagraphsDoNotFit("paragraph numbers: give one a sentence, on both sides")


def _align_window(
    source: _Side,
    target: _Side,
    *,
    distances: Callable[[Sequence[str], Sequence[str]], Matrices],
    measure: Callable[[str], float],
    weights: _Weights,
) -> tuple[Bead, ...]:
    n, m = len(source.texts), len(target.texts)
    costs: Matrices = {}
    if n and m:
        apart = distances(source.texts, target.texts)
        surprises = length_surprises([measure(t) for t in source.texts], [measure(t) for t in target.texts])
        left, right = source.breaks(), target.breaks()
        for (a, b), matrix in apart.items():
            cost = matrix * (a * b) + weights.length * surprises[a, b] + weights.merged * (max(a, b) - 1)
            cost += weights.superfluous * _superfluous(apart, a, b)
            cost += _PARAGRAPH_BREAK * np.add.outer(_crossed(left, a), _crossed(right, b))
            costs[a, b] = cost.astype(np.float32)
    return cheapest_path(costs, omission=np.full(n, weights.alone), addition=np.full(m, weights.alone))


def _crossed(breaks: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    return breaks[size - 1 :] - breaks[: len(breaks) - size + 1]


def _distances(
    source: Sequence[str],
    target: Sequence[str],
    *,
    embedder: SentenceEmbedder | None,
    source_language: str,
    target_language: str,
) -> Matrices:
    if embedder is None:
        return anchor_distances(source, target)
    return embedding_distances(
        source,
        target,
        embedder=embedder,
        join_source=partial(join_sentences, language=source_language),
        join_target=partial(join_sentences, language=target_language),
    )


def _superfluous(apart: Matrices, a: int, b: int) -> NDArray[np.float32]:
    """Return by how much a bead's sides come closer without the first or last sentence of one of them."""
    whole = apart[a, b]
    rows, columns = whole.shape
    gain = np.zeros_like(whole)
    for smaller, offsets in (((a - 1, b), ((0, 0), (1, 0))), ((a, b - 1), ((0, 0), (0, 1)))):
        for i, j in offsets if smaller in apart else ():
            np.maximum(gain, whole - apart[smaller][i : i + rows, j : j + columns], out=gain)
    return gain


def _settled(beads: Sequence[Bead], n: int, m: int) -> list[Bead]:
    """Return the beads of a window that its forced end cannot have bent: those of the first two thirds."""
    kept = [bead for bead in beads if bead.source[1] <= n * _KEPT and bead.target[1] <= m * _KEPT]
    return kept or list(beads[:1])


def _moved(bead: Bead, i: int, j: int) -> Bead:
    (a, b), (c, d) = bead.source, bead.target
    return Bead((a + i, b + i), (c + j, d + j))
