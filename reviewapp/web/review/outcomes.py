"""What became of corrected sentences: the figures that a closed row shows, some of them still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import Job, JobKind, JobState
from reviewapp.queries.review import figures_of

if TYPE_CHECKING:
    from reviewapp.models import Translation
    from reviewapp.queries.review import SegmentFigure

OUTCOME_METRICS = (MetricName.CHRF, MetricName.HTER)
"""The figures that a closed sentence shows of its correction."""
LOOKS = 5
"""How often a page asks for figures that the worker still owes: for half a minute, ever more rarely."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the margin of a closed sentence says: the decision, and the figures of a correction."""

    translation: Translation
    figures: Sequence[SegmentFigure] = ()
    next_look: int = 0
    """How often the page will have asked for figures that the worker still owes; 0: it need not ask."""

    @property
    def label(self) -> str:
        """Return the decision in a word."""
        return TranslationStatus(self.translation.status).label.lower()

    @property
    def seconds_until_look(self) -> int:
        """Return how long to wait: twice as long each time."""
        return int(2 ** (self.next_look - 1))


def outcome_of(translation: Translation, *, look: int = 1) -> Outcome | None:
    """Return what one closed sentence's margin says; `look` counts how often this was asked."""
    return outcomes_of([translation], look=look).get(translation.pk)


def outcomes_of(translations: Sequence[Translation], *, look: int = 1) -> dict[int, Outcome]:
    """Return what the margins of decided sentences say, by translation; two queries for all of them.

    Acceptance is a tick beside the number and needs no words.
    """
    worded = {TranslationStatus.CORRECTED.value, TranslationStatus.DISCUSSION.value}
    decided = [translation for translation in translations if translation.status in worded]
    corrected = [t for t in decided if t.status == TranslationStatus.CORRECTED.value]
    figures = figures_of(corrected, metrics=OUTCOME_METRICS) if corrected else {}
    pending = _being_scored(corrected) if corrected and look <= LOOKS else set()
    return {
        translation.pk: Outcome(
            translation,
            figures=figures.get(translation.pk, ()),
            next_look=look if translation.pk in pending else 0,
        )
        for translation in decided
    }


def is_being_scored(translation: Translation) -> bool:
    """Say whether a worker still has figures to give for the sentence."""
    return bool(_being_scored([translation]))


def _being_scored(translations: Sequence[Translation]) -> set[int]:
    """Return which of an article's sentences a worker still has figures to give for."""
    jobs = Job.objects.filter(
        kind=JobKind.SCORE_TRANSLATION,
        state__in=[JobState.QUEUED, JobState.RUNNING],
        corpus=translations[0].segment.article.corpus_id,
    )
    waiting = set(jobs.values_list("arguments__translation", flat=True))
    return waiting & {translation.pk for translation in translations}
