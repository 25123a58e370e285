"""Score one corrected sentence: what is instant with the save, the rest by the worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.pairs import score_pairs
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import ORIGINAL, Score
from reviewapp.services.scoring.corpus import pair_of, store_outcomes
from reviewapp.services.scoring.measures import Yardstick, yardsticks_in_use
from reviewapp.services.scoring.rollups import sum_articles

if TYPE_CHECKING:
    from reviewapp.domain.scoring.metric import Metric
    from reviewapp.models import Translation

LONGEST_INSTANT = 2_000
"""Characters up to which a sentence is scored inside the request that saves it."""


def score_now(translation: Translation) -> None:
    """Measure the text that stands with every instant metric that its corpus is measured with."""
    if _is_short(translation):
        with transaction.atomic():
            _score(translation, lambda metric: metric.is_instant)


def score_later(translation: Translation) -> None:
    """Measure the text that stands with every metric that has no figure of it yet; for workers only.

    The instant ones too: the text may be long, or the server was lost between the save and its score.
    """
    _score(translation, lambda _: True)


def _is_short(translation: Translation) -> bool:
    return max(len(translation.text), len(translation.original)) <= LONGEST_INSTANT


def _score(translation: Translation, is_wanted: Callable[[Metric], bool]) -> None:
    corpus = translation.segment.article.corpus
    references = dict(translation.segment.references.values_list("name", "text"))
    for yardstick in yardsticks_in_use(corpus):
        if not is_wanted(yardstick.metric):
            continue
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
