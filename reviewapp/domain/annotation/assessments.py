"""What people's scores come to: means and z-scores of ESA and DA, and the score that marked spans imply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, pstdev

from reviewapp.domain.annotation.profiles import ProfileDefinition, penalty
from reviewapp.domain.annotation.severities import Severity


class Protocol(StrEnum):
    """How a rater judges: by errors alone, by errors and then a score, or by a score alone."""

    MQM = "mqm"
    ESA = "esa"
    DA = "da"

    @property
    def label(self) -> str:
        """Return the name shown to people."""
        return self.value.upper()

    @property
    def has_score(self) -> bool:
        """Say whether the rater gives a score of 0 to 100."""
        return self is not Protocol.MQM


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's score, 0-100, of one system's translation of one segment; ids are the caller's."""

    system: int
    segment: int
    rater: str
    score: float


@dataclass(frozen=True, slots=True)
class Standardisation:
    """Under which conditions a rater's scores are standardised: `minimum_items` is how many it takes."""

    minimum_items: int


# With fewer scores, mean and deviation say more about the texts than about the rater.
WMT_STANDARDISATION = Standardisation(minimum_items=15)


@dataclass(frozen=True, slots=True)
class SystemScore:
    """What the raters' scores of one system come to.

    `mean` (0-100) is over ratings, as the released tables of ESA have it: a segment that was rated twice
    counts twice. `segment_mean` is over segments, each with the mean of its ratings. `z` is the mean of the
    `standardised` ratings in their raters' standard deviations, None where there is none.
    """

    ratings: int
    segments: int
    raters: int
    mean: float
    segment_mean: float
    z: float | None
    standardised: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked span; `category_path` is None where the protocol asks for a severity only."""

    severity: Severity
    category_path: str | None = None


def z_scores(ratings: Sequence[Rating], rule: Standardisation) -> tuple[float | None, ...]:
    """Return each rating as (x - mean) / deviation of all its rater's scores, in the order given.

    The deviation is the population's (divided by n). None for raters with fewer items than the rule asks for,
    and for those who gave one score only. Source of the formula: Graham et al. 2013, as in WMT's DA.
    """
    by_rater: dict[str, list[float]] = defaultdict(list)
    for rating in ratings:
        by_rater[rating.rater].append(rating.score)
    scales = {rater: _scale(scores, rule) for rater, scores in by_rater.items()}
    return tuple(_standardised(rating.score, scales[rating.rater]) for rating in ratings)


def scores_by_system(ratings: Sequence[Rating], rule: Standardisation) -> dict[int, SystemScore]:
    """Return what the ratings of each system come to; raters are standardised over all systems together."""
    by_system: dict[int, list[tuple[Rating, float | None]]] = defaultdict(list)
    for rating, z in zip(ratings, z_scores(ratings, rule), strict=True):
        by_system[rating.system].append((rating, z))
    return {system: _system_score(rated) for system, rated in by_system.items()}


def segment_means(ratings: Iterable[Rating]) -> dict[tuple[int, int], float]:
    """Return the mean score, 0-100, of each (segment, system)."""
    scores: dict[tuple[int, int], list[float]] = defaultdict(list)
    for rating in ratings:
        scores[rating.segment, rating.system].append(rating.score)
    return {text: fmean(given) for text, given in scores.items()}


def pseudo_score(profile: ProfileDefinition, marks: Iterable[Mark]) -> float:
    """Return the score that the marks alone imply: the sum of their penalties, negative, 0 for none.

    By the WMT weights that is -(minor + 5 major) of ESA (Kocmi et al. 2024), a minor punctuation error with
    a category being 0.1. Raises NotInProfile.
    """
    return 0.0 - sum(_penalty(profile, mark) for mark in marks)


def _penalty(profile: ProfileDefinition, mark: Mark) -> float:
    if mark.category_path is None:
        return profile.multipliers[mark.severity]
    return penalty(profile, category_path=mark.category_path, severity=mark.severity)


def _scale(scores: Sequence[float], rule: Standardisation) -> tuple[float, float] | None:
    deviation = pstdev(scores)
    if len(scores) < rule.minimum_items or not deviation:
        return None
    return fmean(scores), deviation


def _standardised(score: float, scale: tuple[float, float] | None) -> float | None:
    if scale is None:
        return None
    mean, deviation = scale
    return (score - mean) / deviation


def _system_score(rated: Sequence[tuple[Rating, float | None]]) -> SystemScore:
    ratings = [rating for rating, _ in rated]
    standardised = [z for _, z in rated if z is not None]
    by_segment = segment_means(ratings)
    return SystemScore(
        ratings=len(ratings),
        segments=len(by_segment),
        raters=len({rating.rater for rating in ratings}),
        mean=fmean(rating.score for rating in ratings),
        segment_mean=fmean(by_segment.values()),
        z=fmean(standardised) if standardised else None,
        standardised=len(standardised),
    )
