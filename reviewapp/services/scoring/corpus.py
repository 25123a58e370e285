"""Score a corpus: what has no figure yet is measured, in chunks that each stand by themselves.

A chunk is stored in one statement that passes over what is there already, so a run that was killed, or that
two workers share by accident, ends with each figure exactly once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.outcomes import NotScored, Outcome, Pair
from reviewapp.domain.scoring.pairs import DEADLINE_SECONDS, score_pairs
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import ORIGINAL, Reference, Score, Translation
from reviewapp.services.scoring.rollups import sum_articles

if TYPE_CHECKING:
    from reviewapp.models import Corpus
    from reviewapp.services.scoring.measures import Yardstick

CHUNK = 200
"""Translations whose texts are in memory at once, and whose figures are stored together."""

Report = Callable[[int, int], bool]
"""Takes how many texts are done and how many there are; returns False to stop."""

PairKey = tuple[int, int]
"""A translation's id and the number of its text."""


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
) -> None:
    """Measure every text that lacks a figure and sum the articles concerned.

    `deadline` is in seconds a pair; a pair beyond it is stored as not scored, with the reason, and is passed
    over next time unless `retries_unscored`. Raise `ScoringStopped` where `report` says so.
    """
    if retries_unscored:
        Score.objects.filter(measure__in=[y.measure for y in yardsticks], value=None).delete()
    waiting = [_unmeasured(corpus, yardstick, article_ids) for yardstick in yardsticks]
    counts = [rows.count() for rows in waiting]
    total, done = sum(counts), 0
    for yardstick, rows in zip(yardsticks, waiting, strict=True):
        pairs = chain.from_iterable(_pairs(chunk, yardstick) for chunk in _chunks(rows))
        outcomes = score_pairs(pairs, yardstick.metric, processes=processes or _cores(), deadline=deadline)
        while batch := list(islice(outcomes, CHUNK)):
            store_outcomes(yardstick, batch)
            done += len(batch)
            if not report(done, max(total, done)):
                raise ScoringStopped
        sum_articles(corpus, yardstick, article_ids=article_ids)


def store_outcomes(yardstick: Yardstick, measured: Iterable[tuple[PairKey, Outcome]]) -> None:
    """Store figures under their translation and text number; what is stored already stays."""
    rows = [score_of(yardstick, key, outcome) for key, outcome in measured]
    Score.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def score_of(yardstick: Yardstick, key: PairKey, outcome: Outcome) -> Score:
    """Return the unsaved row of one outcome."""
    translation_id, text_number = key
    row = Score(translation_id=translation_id, text_number=text_number, measure=yardstick.measure)
    if isinstance(outcome, NotScored):
        row.reason = outcome.reason
    else:
        row.value, row.statistics = yardstick.metric.segment_score(outcome), list(outcome)
    return row


def pair_of(
    translation: Translation, yardstick: Yardstick, references: dict[str, str], *, text_number: int
) -> Pair[PairKey] | None:
    """Return what is compared for one text of a translation; None where it cannot be.

    HTER compares the machine's text with the text that stands once it is decided. Another metric compares a
    text with the references, of which none may be missing.
    """
    key = (translation.pk, text_number)
    if yardstick.metric.name is MetricName.HTER:
        return Pair(key, translation.original, (translation.text,))
    if any(name not in references for name in yardstick.references):
        return None
    hypothesis = translation.original if text_number == ORIGINAL else translation.text
    return Pair(key, hypothesis, [references[name] for name in yardstick.references])


def _unmeasured(
    corpus: Corpus, yardstick: Yardstick, article_ids: Sequence[int] | None
) -> QuerySet[Translation]:
    """Return the translations without a figure: of decided texts for HTER, of originals for the rest."""
    rows = Translation.objects.filter(segment__article__corpus=corpus, segment__article__withdrawn_at=None)
    if article_ids is not None:
        rows = rows.filter(segment__article__in=article_ids)
    if yardstick.metric.name is MetricName.HTER:
        decided = [status.value for status in TranslationStatus if status.is_decided]
        rows = rows.filter(status__in=decided)
        text_number: F | int = OuterRef("text_number")
    else:
        for name in yardstick.references:
            rows = rows.filter(Exists(Reference.objects.filter(segment=OuterRef("segment"), name=name)))
        text_number = ORIGINAL
    measured = Score.objects.filter(
        Q(text_number=text_number), translation=OuterRef("pk"), measure=yardstick.measure
    )
    return rows.filter(~Exists(measured)).order_by("pk")


def _chunks(rows: QuerySet[Translation]) -> Iterator[list[Translation]]:
    """Yield the rows in chunks by key, each read afresh: no cursor stays open while pairs are scored."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _pairs(chunk: Sequence[Translation], yardstick: Yardstick) -> Iterator[Pair[PairKey]]:
    references: dict[int, dict[str, str]] = {}
    if yardstick.references:
        wanted = Reference.objects.filter(
            segment__in=[translation.segment_id for translation in chunk], name__in=yardstick.references
        )
        for segment_id, name, text in wanted.values_list("segment", "name", "text"):
            references.setdefault(segment_id, {})[name] = text
    for translation in chunk:
        number = translation.text_number if yardstick.metric.name is MetricName.HTER else ORIGINAL
        pair = pair_of(translation, yardstick, references.get(translation.segment_id, {}), text_number=number)
        if pair is not None:
            yield pair


def _cores() -> int:
    return os.cpu_count() or 1
