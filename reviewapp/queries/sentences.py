"""The sentences behind a figure, the worst or the best first, and how their scores are spread."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F, FloatField, OuterRef, Q, Subquery, Value

from reviewapp.domain.text.diff import diff_texts
from reviewapp.models import Reference, Score, Translation
from reviewapp.queries.slices import scores_in

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reviewapp.domain.text.diff import Change
    from reviewapp.models import Article, Measure, Segment, System
    from reviewapp.queries.slices import Slice

PAGE = 20
"""Sentences a page."""
MOST_RANKED = 200_000
"""Sentences that are ranked, and counted by their scores, beside other things on a page."""


class Order(StrEnum):
    """Which end of the list comes first; of two systems, where the one is worst or best beside the other."""

    WORST = "worst"
    BEST = "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """Which sentences are asked for: one system's by a measure, or where it differs from another."""

    measure: Measure
    chosen: Slice
    system: System
    against: System | None = None
    order: Order = Order.WORST

    @property
    def is_ascending(self) -> bool:
        """Say whether small numbers come first."""
        return self.measure.formula.higher_is_better is (self.order is Order.WORST)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceLine:
    """One sentence with its texts and figures."""

    translation: Translation
    value: float
    references: Sequence[Reference]
    rival: Translation | None = None
    rival_value: float | None = None
    changes: Sequence[Change] = ()
    """What turns the rival's text into the system's."""

    @property
    def segment(self) -> Segment:
        """Return the segment."""
        return self.translation.segment

    @property
    def article(self) -> Article:
        """Return the article."""
        return self.translation.segment.article

    @property
    def difference(self) -> float | None:
        """Return the system's figure minus its rival's."""
        return None if self.rival_value is None else self.value - self.rival_value


class _Ranked(NamedTuple):
    """A sentence in the list, in the order of `_NAMES`."""

    score: int
    segment: int
    value: float
    rank: float
    rival_value: float | None


_NAMES = ("pk", "translation__segment_id", "value", "rank", "rival_value")


@dataclass(frozen=True, slots=True)
class SentencePage:
    """Some sentences, and the cursor from which the next ones follow; empty after the last."""

    lines: Sequence[SentenceLine]
    next_cursor: str = ""


def sentences_behind(asked: Sentences, *, cursor: str = "", size: int = PAGE) -> SentencePage:
    """Return one page of sentences; three queries. An unknown cursor is the first page."""
    rows = _ranked(asked)
    after = _parsed(cursor)
    if after is not None:
        rank, pk = after
        beyond = "rank__gt" if asked.is_ascending else "rank__lt"
        rows = rows.filter(Q(**{beyond: rank}) | Q(rank=rank, pk__gt=pk))
    found = [_Ranked(*row) for row in rows.values_list(*_NAMES)[: size + 1]]
    shown = found[:size]
    following = f"{shown[-1].rank!r}_{shown[-1].score}" if len(found) > size else ""
    return SentencePage(_lines(asked, shown), following)


def sentence_values(measure: Measure, chosen: Slice) -> dict[int, list[float]]:
    """Return the figures of each system's sentences in a slice; one query."""
    values: dict[int, list[float]] = defaultdict(list)
    rows = scores_in(measure, chosen).order_by().annotate(figure=F("value"))
    for system, value in rows.values_list("translation__system_id", "figure").iterator(chunk_size=10_000):
        values[system].append(value)
    return values


def _ranked(asked: Sentences) -> QuerySet[Score]:
    rows = scores_in(asked.measure, replace(asked.chosen, systems=(asked.system.pk,)))
    if asked.against is None:
        nothing = Value(None, output_field=FloatField(null=True))
        rows = rows.annotate(rank=F("value"), rival_value=nothing)
    else:
        theirs = scores_in(asked.measure, replace(asked.chosen, systems=(asked.against.pk,)))
        same = theirs.order_by().filter(translation__segment=OuterRef("translation__segment"))
        rows = (
            rows.annotate(rival_value=Subquery(same.values("value")[:1], output_field=FloatField()))
            .filter(rival_value__isnull=False)
            .annotate(rank=F("value") - F("rival_value"))
        )
    return rows.order_by("rank" if asked.is_ascending else "-rank", "pk")


def _lines(asked: Sentences, ranked: Sequence[_Ranked]) -> list[SentenceLine]:
    segments = [one.segment for one in ranked]
    systems = [system.pk for system in (asked.system, asked.against) if system is not None]
    texts = Translation.objects.filter(system__in=systems, segment__in=segments)
    by_place = {
        (text.segment_id, text.system_id): text for text in texts.select_related("segment__article", "system")
    }
    references: dict[int, list[Reference]] = defaultdict(list)
    named = Reference.objects.filter(segment__in=segments, name__in=asked.measure.reference_names)
    for reference in named.order_by("name"):
        references[reference.segment_id].append(reference)
    return [
        _line(
            one,
            by_place[one.segment, asked.system.pk],
            references[one.segment],
            by_place[one.segment, asked.against.pk] if asked.against else None,
            language=asked.measure.corpus.target_language,
        )
        for one in ranked
    ]


def _line(
    ranked: _Ranked,
    ours: Translation,
    references: Sequence[Reference],
    rival: Translation | None,
    *,
    language: str,
) -> SentenceLine:
    return SentenceLine(
        translation=ours,
        value=ranked.value,
        references=references,
        rival=rival,
        rival_value=ranked.rival_value,
        changes=diff_texts(rival.original, ours.original, language=language) if rival else (),
    )


def _parsed(cursor: str) -> tuple[float, int] | None:
    """Return the place that a cursor names; None for anything else."""
    rank, underscore, pk = cursor.partition("_")
    if not underscore or len(cursor) > 60 or not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    try:
        place = float(rank)
    except ValueError:
        return None
    return (place, int(pk)) if math.isfinite(place) else None
