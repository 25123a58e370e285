"""What people's judgements come to, computed from the stored errors and scores whenever it is asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from reviewapp.domain.annotation.assessments import (
    WMT_STANDARDISATION,
    Mark,
    Protocol,
    Rating,
    Standardisation,
    SystemScore,
    pseudo_score,
    scores_by_system,
    segment_means,
)
from reviewapp.domain.annotation.quality import MarkedError, article_score, rater_score
from reviewapp.domain.annotation.severities import Severity
from reviewapp.models import Assessment, Error, Side, System

if TYPE_CHECKING:
    from reviewapp.domain.annotation.profiles import ProfileDefinition
    from reviewapp.models import Corpus

SegmentSystem = tuple[int, int]
"""Ids of a segment and of the system that translated it."""


@dataclass(frozen=True, slots=True)
class SystemMqm:
    """MQM of one system as the WMT metrics tasks compute it: penalty points a segment, lower is better.

    `mean` is over segments, each with the mean of its raters; `errors` counts what they marked.
    """

    system: System
    mean: float
    segments: int
    raters: int
    ratings: int
    errors: int


@dataclass(frozen=True, slots=True)
class SystemRatings:
    """ESA or DA of one system: scores of 0-100, higher is better.

    `marks` counts the errors by severity, and `missing` those of them that are something left out. `pseudo`
    is the mean over ratings of the score that the marks alone imply.
    """

    system: System
    score: SystemScore
    marks: Mapping[str, int]
    missing: int
    pseudo: float


@dataclass(frozen=True, slots=True)
class RatedText:
    """One assessment, as far as figures need it."""

    segment: int
    system: int
    rater: str
    score: float | None
    marks: tuple[Mark, ...]
    missing: int


def mqm_of_systems(corpus: Corpus, *, profile: ProfileDefinition | None = None) -> list[SystemMqm]:
    """Return the systems that raters judged by MQM, the best first, by the corpus's profile or another.

    A constant number of queries. Raise `NotInProfile`.
    """
    rated = rated_texts(corpus, Protocol.MQM)
    by_segment = segment_penalties(rated, profile or corpus.profile.definition())
    found = []
    for system, texts in _by_system(corpus, rated):
        own = [mean for (_, of), mean in by_segment.items() if of == system.pk]
        found.append(
            SystemMqm(
                system=system,
                mean=article_score(own),
                segments=len(own),
                raters=len({text.rater for text in texts}),
                ratings=len(texts),
                errors=sum(len(text.marks) for text in texts),
            )
        )
    return sorted(found, key=lambda row: (row.mean, row.system.name))


def ratings_of_systems(
    corpus: Corpus, protocol: Protocol, *, rule: Standardisation = WMT_STANDARDISATION
) -> list[SystemRatings]:
    """Return the systems that raters gave scores by ESA or DA, the best first.

    A constant number of queries. Raise `NotInProfile`.
    """
    rated = rated_texts(corpus, protocol)
    profile = corpus.profile.definition()
    scores = scores_by_system(_ratings(rated), rule)
    found = [
        SystemRatings(
            system=system,
            score=scores[system.pk],
            marks=Counter(mark.severity.value for text in texts for mark in text.marks),
            missing=sum(text.missing for text in texts),
            pseudo=fmean(pseudo_score(profile, text.marks) for text in texts),
        )
        for system, texts in _by_system(corpus, rated)
    ]
    return sorted(found, key=lambda row: (-row.score.mean, row.system.name))


def human_scores(corpus: Corpus, protocol: Protocol) -> dict[SegmentSystem, float]:
    """Return what people judged each translation to be worth: what a metric should agree with.

    By MQM penalty points, lower is better; by ESA and DA 0-100, higher is better; the mean of the ratings of
    each text. A constant number of queries. Raise `NotInProfile`.
    """
    rated = rated_texts(corpus, protocol)
    if protocol.has_score:
        return segment_means(_ratings(rated))
    return segment_penalties(rated, corpus.profile.definition())


def rated_texts(corpus: Corpus, protocol: Protocol) -> list[RatedText]:
    """Return every assessment by a protocol with its marks; two queries however many there are."""
    chosen = Assessment.objects.of_corpus(corpus.pk, protocol)
    marks: dict[int, list[Mark]] = defaultdict(list)
    missing: Counter[int] = Counter()
    errors = Error.objects.of_assessments().filter(assessment__in=chosen).order_by("assessment", "pk")
    for assessment, severity, path, side, start in errors.values_list(
        "assessment", "severity", "category__path", "side", "start"
    ):
        marks[assessment].append(Mark(Severity(severity), path))
        missing[assessment] += start is None and side == Side.SOURCE.value
    rows = chosen.order_by("pk").values_list(
        "pk", "translation__segment", "translation__system", "rater", "score"
    )
    return [
        RatedText(segment, system, rater, score, tuple(marks[pk]), missing[pk])
        for pk, segment, system, rater, score in rows
    ]


def segment_penalties(rated: Sequence[RatedText], profile: ProfileDefinition) -> dict[SegmentSystem, float]:
    """Return each text's mean penalty points over its raters (S(s) of the WMT metrics tasks).

    Raise `NotInProfile`.
    """
    known: dict[tuple[Mark, ...], float] = {}
    points: dict[SegmentSystem, list[float]] = defaultdict(list)
    for text in rated:
        if text.marks not in known:
            known[text.marks] = rater_score(profile, [_error(mark) for mark in text.marks])
        points[text.segment, text.system].append(known[text.marks])
    return {text: fmean(given) for text, given in points.items()}


def _error(mark: Mark) -> MarkedError:
    return MarkedError(mark.category_path or "", mark.severity)


def _ratings(rated: Sequence[RatedText]) -> list[Rating]:
    return [
        Rating(text.system, text.segment, text.rater, text.score) for text in rated if text.score is not None
    ]


def _by_system(corpus: Corpus, rated: Sequence[RatedText]) -> list[tuple[System, list[RatedText]]]:
    grouped: dict[int, list[RatedText]] = defaultdict(list)
    for text in rated:
        grouped[text.system].append(text)
    systems = System.objects.filter(corpus=corpus)
    return [(system, grouped[system.pk]) for system in systems if system.pk in grouped]
