"""Lengths in subwords: which translations are surprisingly short or long, and how well a model fits texts.

Pieces of a subword model are a length that needs no spaces, so that a pair of languages of any scripts has a
usual ratio. Importing this does not import sentencepiece.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

Key = TypeVar("Key")

MINIMUM_PAIRS = 20
"""Fewer say nothing of what is usual between two languages."""
SURPRISING_Z = 3.5
"""From this distance on a value is taken for an outlier (Iglewicz and Hoaglin 1993)."""
# The 0.75 quantile of the normal distribution: z then is in standard deviations, where the ratios are normal.
_NORMAL_MAD = 0.6745
# Deviations below it are rounding: the ratios 4/2 and 6/3 have the same logarithm.
_ROUNDING = 1e-12


class TooFewPairs(ValueError):
    """There are not enough pairs of texts to say what is usual."""


@dataclass(frozen=True, slots=True)
class LengthNorm:
    """What is usual between two languages: median and median absolute deviation of `n` log ratios."""

    median: float
    mad: float
    n: int

    @property
    def problem(self) -> str:
        """Return why no z-score can be given, in words; empty where one can."""
        if self.mad > 0:
            return ""
        return "more than half of the pairs have the same ratio of lengths: nothing tells what is surprising"

    def usual_target(self, source: int) -> float:
        """Return how many pieces the translation of so many pieces usually has."""
        return source * math.exp(self.median)

    def robust_z(self, source: int, target: int) -> float | None:
        """Return how far the ratio of two lengths is from what is usual, above 0 where the target is long.

        0.6745 · (x - median) / MAD: the modified z-score of Iglewicz and Hoaglin 1993. None where a text is
        empty, or where the norm has a `problem`.
        """
        ratio = log_ratio(source, target)
        return None if ratio is None or not self.mad > 0 else _NORMAL_MAD * (ratio - self.median) / self.mad


@dataclass(frozen=True, slots=True)
class LengthSurprise(Generic[Key]):
    """A pair whose lengths in pieces are unusual, under a key by which the caller knows it again."""

    key: Key
    source: int
    target: int
    z: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fertility:
    """How a subword model cuts texts, in numbers that can be added.

    `characters` are the code points that are not white space; `unknown` the pieces that the model has no
    number for, `single` those of one character. Source of the name: Ács 2019; Rust et al. 2021.
    """

    texts: int = 0
    words: int = 0
    characters: int = 0
    pieces: int = 0
    unknown: int = 0
    single: int = 0

    @property
    def pieces_per_word(self) -> float | None:
        """Return 1 or more for whole words, less where pieces span words; None without words."""
        return self.pieces / self.words if self.words else None

    @property
    def pieces_per_character(self) -> float | None:
        """Return 0 to about 1; None without characters."""
        return self.pieces / self.characters if self.characters else None

    @property
    def unknown_share(self) -> float | None:
        """Return the share of pieces that the model does not know; None without pieces."""
        return self.unknown / self.pieces if self.pieces else None

    @property
    def single_share(self) -> float | None:
        """Return the share of pieces of one character: near 1 the model has learned no words."""
        return self.single / self.pieces if self.pieces else None


def log_ratio(source: int, target: int) -> float | None:
    """Return ln(target / source) of two lengths in pieces; None where a text is empty. Raises ValueError.

    Twice as long and half as long are equally far from 0, which a plain ratio would not give.
    """
    if source < 0 or target < 0:
        raise ValueError(f"lengths of {source} and {target} pieces")
    return math.log(target / source) if source and target else None


def length_norm(pairs: Iterable[tuple[int, int]]) -> LengthNorm:
    """Return the norm of pairs of lengths (source, target) in pieces; pairs with an empty text are left out.

    Raises TooFewPairs; ValueError for a length below 0.
    """
    ratios = np.fromiter((x for pair in pairs if (x := log_ratio(*pair)) is not None), dtype=np.float64)
    if len(ratios) < MINIMUM_PAIRS:
        raise TooFewPairs(f"{len(ratios)} pairs of texts: a length norm needs {MINIMUM_PAIRS} or more")
    median = float(np.median(ratios))
    mad = float(np.median(np.abs(ratios - median)))
    return LengthNorm(median=median, mad=mad if mad > _ROUNDING else 0.0, n=len(ratios))


def surprising_pairs(
    pairs: Iterable[tuple[Key, int, int]], norm: LengthNorm, *, threshold: float = SURPRISING_Z
) -> list[LengthSurprise[Key]]:
    """Return the pairs (key, source, target) whose z is `threshold` or farther from 0, the farthest first."""
    found = [
        LengthSurprise(key, source, target, z)
        for key, source, target in pairs
        if (z := norm.robust_z(source, target)) is not None and abs(z) >= threshold
    ]
    return sorted(found, key=lambda surprise: -abs(surprise.z))


def add_fertilities(parts: Iterable[Fertility]) -> Fertility:
    """Return the sums, from which the shares over many texts come."""
    listed = list(parts)
    return Fertility(
        texts=sum(part.texts for part in listed),
        words=sum(part.words for part in listed),
        characters=sum(part.characters for part in listed),
        pieces=sum(part.pieces for part in listed),
        unknown=sum(part.unknown for part in listed),
        single=sum(part.single for part in listed),
    )
