"""Translations that are surprisingly short or long for their source, counted in subwords."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, FloatField
from django.db.models.functions import Cast, Length

from reviewapp.domain.scoring.lengths import LengthNorm, LengthSurprise, surprising_pairs
from reviewapp.models import Translation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reviewapp.models import Article, SubwordModel, System

CANDIDATES = 5_000
"""How many of the shortest and of the longest translations, by characters, are counted in pieces."""


@dataclass(frozen=True, slots=True)
class SurprisingSegment:
    """A translation whose length is unusual, with the lengths in pieces and what would be usual."""

    translation: Translation
    source_pieces: int
    target_pieces: int
    usual_pieces: float
    z: float
    """Robust z-score: below 0 for what may miss something, above 0 for what may add something."""


@dataclass(frozen=True, slots=True)
class SurprisingLengths:
    """The farthest first; of `total` translations with a source the pieces of `counted` were counted."""

    rows: Sequence[SurprisingSegment]
    counted: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Return whether every translation was looked at."""
        return self.counted == self.total


def norm_of(model: SubwordModel) -> LengthNorm | None:
    """Return the usual ratio of lengths in the model's corpus, None where it has too few pairs."""
    if model.length_median is None or model.length_mad is None:
        return None
    return LengthNorm(median=model.length_median, mad=model.length_mad, n=model.length_pairs)


def surprising_lengths(
    model: SubwordModel,
    *,
    count_pieces: Callable[[str], int],
    article: Article | None = None,
    system: System | None = None,
    limit: int = 50,
) -> SurprisingLengths:
    """Return the translations, as they stand, of the model's corpus with the farthest z, at 3.5 or beyond.

    `count_pieces` counts in the model's pieces. All are counted up to 10,000 translations, in half a second.
    Of more only the two ends by characters are: what lost most of its text is found there, but between
    scripts of unlike density not all that is unusual. An article or system by itself may still be complete.
    """
    chosen = _translations(model, article=article, system=system)
    total = chosen.count()
    norm = norm_of(model)
    if norm is None or norm.problem:
        return SurprisingLengths((), 0, total)
    texts = _extremes(chosen)
    pairs = [(key, count_pieces(source), count_pieces(target)) for key, (source, target) in texts.items()]
    return SurprisingLengths(_rows(surprising_pairs(pairs, norm)[:limit], norm), len(pairs), total)


def _rows(found: Sequence[LengthSurprise[int]], norm: LengthNorm) -> list[SurprisingSegment]:
    rows = Translation.objects.select_related("segment__article", "system").in_bulk(
        [surprise.key for surprise in found]
    )
    return [
        SurprisingSegment(
            translation=rows[surprise.key],
            source_pieces=surprise.source,
            target_pieces=surprise.target,
            usual_pieces=norm.usual_target(surprise.source),
            z=surprise.z,
        )
        for surprise in found
    ]


def _translations(
    model: SubwordModel, *, article: Article | None, system: System | None
) -> QuerySet[Translation]:
    chosen = Translation.objects.filter(
        segment__article__corpus=model.corpus_id, segment__article__withdrawn_at=None
    ).exclude(text="")
    if article is not None:
        chosen = chosen.filter(segment__article=article)
    if system is not None:
        chosen = chosen.filter(system=system)
    return chosen.exclude(segment__source="")


def _extremes(chosen: QuerySet[Translation]) -> dict[int, tuple[str, str]]:
    """Return source and target of those with the lowest and the highest ratio of characters."""
    ratio = Cast(Length("text"), FloatField()) / Cast(Length("segment__source"), FloatField())
    ranked = chosen.annotate(ratio=ratio).values_list("pk", "segment__source", "text")
    lowest = ranked.order_by("ratio", "pk")[:CANDIDATES]
    highest = ranked.order_by(F("ratio").desc(), "-pk")[:CANDIDATES]
    return {key: (source, target) for rows in (lowest, highest) for key, source, target in rows}
