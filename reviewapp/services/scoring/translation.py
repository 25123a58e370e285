"""Score one corrected sentence: what is instant with the save, the rest by the worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reviewapp.domain.scoring.names import METRICS, MetricName
from reviewapp.domain.scoring.pairs import score_pairs
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import ORIGINAL, Measure, Score, Translation
from reviewapp.services.scoring.corpus import pair_of, store_outcomes
from reviewapp.services.scoring.measures import Yardstick, yardsticks_for
from reviewapp.services.scoring.rollups import sum_articles

if TYPE_CHECKING:
    from reviewapp.models import Corpus

LONGEST_INSTANT = 2_000
"""Characters up to which a sentence is scored inside the request that saves it."""


def score_now(translation: Translation) -> None:
    """Measure the text that stands with every instant metric that its corpus is measured with."""
    longest = max(len(translation.text), len(translation.original))
    if longest <= LONGEST_INSTANT:
        _score(translation, [name for name in _in_use(translation) if METRICS[name].is_instant])


def score_later(translation: Translation) -> None:
    """Measure the text that stands with the metrics that may take long; for workers only."""
    in_use = _in_use(translation)
    slow = [name for name in in_use if not METRICS[name].is_instant]
    _score(translation, slow if len(translation.text) <= LONGEST_INSTANT else in_use)


def _in_use(translation: Translation) -> list[MetricName]:
    """Return the metrics that the corpus has figures of, and HTER, which needs no preparation."""
    corpus = translation.segment.article.corpus
    used = set(Measure.objects.filter(corpus=corpus).values_list("metric", flat=True))
    return [name for name in MetricName if name.value in used or name is MetricName.HTER]


def _score(translation: Translation, metrics: Sequence[MetricName]) -> None:
    corpus: Corpus = translation.segment.article.corpus
    references = dict(translation.segment.references.values_list("name", "text"))
    for yardstick in yardsticks_for(corpus, metrics).ready:
        if _applies(translation, yardstick):
            pair = pair_of(translation, yardstick, references, text_number=translation.text_number)
            if pair is not None:
                store_outcomes(yardstick, score_pairs([pair], yardstick.metric, processes=1))
        if yardstick.metric.name is MetricName.HTER:
            sum_articles(corpus, yardstick, article_ids=[translation.segment.article_id])


def _applies(translation: Translation, yardstick: Yardstick) -> bool:
    """Say whether this text is to be measured and has no figure yet."""
    if yardstick.metric.name is MetricName.HTER:
        wanted = TranslationStatus(translation.status).is_decided
    else:
        wanted = translation.text_number > ORIGINAL
    number = translation.text_number
    scores = Score.objects.filter(translation=translation, text_number=number, measure=yardstick.measure)
    return wanted and not scores.exists()
