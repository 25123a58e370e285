"""Score a corpus: what has no figure yet is measured, in chunks that each stand by themselves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from reviewapp.domain.scoring.outcomes import NotScored
from reviewapp.domain.scoring.pool import DEADLINE_SECONDS, ScoringPool
from reviewapp.models import Score
from reviewapp.services.scoring.intervals import resample_systems
from reviewapp.services.scoring.reading import translations_of, unmeasured
from reviewapp.services.scoring.rollups import sum_up
from reviewapp.services.scoring.storing import Outcome, store_outcomes

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reviewapp.domain.scoring.outcomes import Batch
    from reviewapp.models import Corpus, Translation
    from reviewapp.services.scoring.measures import Yardstick
    from reviewapp.services.scoring.reading import PairKey

STORED_TOGETHER = 2_000
"""Figures that are written in one transaction."""

Report = Callable[[int, int], bool]
"""Takes how many texts are done and how many there are; returns False to stop."""


class ScoringStopped(Exception):
    """Somebody cancelled the run; what was measured until then is stored."""


def score_corpus(
    corpus: Corpus,
    yardsticks: Sequence[Yardstick],
    *,
    report: Report,
    processes: int | None = None,
    deadline: float = DEADLINE_SECONDS,
    article_ids: Sequence[int] | None = None,
    retries_unscored: bool = False,
    with_intervals: bool = True,
) -> None:
    """Measure every text that lacks a figure, sum up, and say how far the systems' figures are chance.

    `deadline` is in seconds a pair; a pair beyond it is stored as not scored, with the reason, and is passed
    over next time unless `retries_unscored`. Raise `ScoringStopped` where `report` says so.
    """
    if retries_unscored:
        forget_unscored(yardsticks)
    with ScoringPool(processes=processes or cores(), deadline=deadline) as pool:
        score_texts(translations_of(corpus, article_ids), yardsticks, pool=pool, report=report)
    measures = [yardstick.measure for yardstick in yardsticks]
    sum_up(corpus, measures, article_ids=article_ids)
    if with_intervals:
        resample_systems(measures)


def score_texts(
    rows: QuerySet[Translation], yardsticks: Sequence[Yardstick], *, pool: ScoringPool, report: Report
) -> None:
    """Measure those of the translations that lack a figure, and store it; sums are left as they are.

    Raise `ScoringStopped` where `report` says so.
    """
    progress = _Progress(rows.count())
    waiting: list[Outcome] = []
    count = 0
    # One pool serves many runs: what a run leaves behind must end with it.
    with closing(pool.score(progress.batches(rows, yardsticks))) as outcomes:
        for outcome in outcomes:
            waiting.append(outcome)
            count += 1 if isinstance(outcome, NotScored) else len(outcome.keys)
            if count >= STORED_TOGETHER:
                store_outcomes(yardsticks, waiting)
                waiting, count = [], 0
                if progress.begun < progress.total and not report(progress.begun, progress.total):
                    raise ScoringStopped
    store_outcomes(yardsticks, waiting)
    if not report(progress.total, progress.total):
        raise ScoringStopped


def forget_unscored(yardsticks: Sequence[Yardstick]) -> None:
    """Drop what was set aside, so that it is tried again."""
    Score.objects.filter(measure__in=[y.measure for y in yardsticks], value=None).delete()


def cores() -> int:
    """Return how many processes this machine runs at once."""
    return os.cpu_count() or 1


class _Progress:
    """How many texts the pool has been given; it holds a chunk or two at a time."""

    def __init__(self, total: int) -> None:
        self.begun = 0
        self._total = total

    @property
    def total(self) -> int:
        """Return how many texts there are; more may have been imported since they were counted."""
        return max(self._total, self.begun)

    def batches(
        self, rows: QuerySet[Translation], yardsticks: Sequence[Yardstick]
    ) -> Iterator[Batch[PairKey]]:
        for chunk in unmeasured(rows, yardsticks):
            yield from chunk.batches
            self.begun += chunk.translations
