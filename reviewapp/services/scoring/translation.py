"""Score one corrected sentence: what is instant with the save, the rest by the worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.outcomes import Batch, Pair, Scored
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import ORIGINAL, Score
from reviewapp.services.scoring.measures import Yardstick, yardsticks_in_use
from reviewapp.services.scoring.rollups import sum_up
from reviewapp.services.scoring.storing import store_outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewapp.domain.scoring.pool import ScoringPool
    from reviewapp.models import Translation
    from reviewapp.services.scoring.reading import PairKey

LONGEST_INSTANT = 2_000
"""Characters up to which a sentence is scored inside the request that saves it."""


def score_now(translation: Translation) -> None:
    """Measure the text that stands with every instant metric that its corpus is measured with."""
    if max(len(translation.text), len(translation.original)) > LONGEST_INSTANT:
        return
    wanted = [y for y in yardsticks_in_use(translation.segment.article.corpus) if y.metric.is_instant]
    store_outcomes(wanted, [_scored(batch) for batch in _batches(translation, wanted)])


def score_later(translation: Translation, *, pool: ScoringPool) -> None:
    """Measure the text that stands with every metric that has no figure of it yet; for workers only.

    The instant ones too: the text may be long, or the server was lost between the save and its score.
    """
    article = translation.segment.article
    wanted = yardsticks_in_use(article.corpus)
    store_outcomes(wanted, list(pool.score(_batches(translation, wanted))))
    effort = [yardstick.measure for yardstick in wanted if yardstick.metric.name is MetricName.HTER]
    sum_up(article.corpus, effort, article_ids=[article.pk])


def _batches(translation: Translation, yardsticks: Sequence[Yardstick]) -> Iterator[Batch[PairKey]]:
    """Yield the text that stands for each yardstick that applies to it and has no figure of it."""
    number = translation.text_number
    known = Score.objects.filter(translation=translation, text_number=number)
    measured = set(known.values_list("measure_id", flat=True))
    references = dict(translation.segment.references.values_list("name", "text"))
    for yardstick in yardsticks:
        if yardstick.measure.pk in measured:
            continue
        key = (translation.pk, number, yardstick.references)
        if yardstick.metric.name is MetricName.HTER:
            if TranslationStatus(translation.status).is_decided:
                pair = Pair(key, translation.original, (translation.text,))
                yield Batch((yardstick.metric,), (pair,))
        elif number > ORIGINAL and all(name in references for name in yardstick.references):
            given = tuple(references[name] for name in yardstick.references)
            yield Batch((yardstick.metric,), (Pair(key, translation.text, given),))


def _scored(batch: Batch[PairKey]) -> Scored[PairKey]:
    """Score a batch of one pair and one metric here, in this process."""
    (metric,), (pair,) = batch.metrics, batch.pairs
    counts = metric.statistics(pair.hypothesis, pair.references)
    return Scored(metric, (pair.key,), (counts,), (metric.segment_score(counts),))
