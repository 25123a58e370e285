"""Read the texts of a corpus that lack a figure, in chunks, as batches for the scoring pool."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Q

from reviewapp.domain.scoring.outcomes import Batch, Pair
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import ORIGINAL, Reference, Score, Translation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reviewapp.models import Corpus
    from reviewapp.services.scoring.measures import Yardstick

CHUNK = 512
"""Translations whose texts are in memory at once."""

PairKey = tuple[int, int, tuple[str, ...]]
"""A translation's id, the number of its text, and the names of the references it is measured against."""

_Texts = tuple[int, int, str, str, int, str]
_FIELDS = ("pk", "segment_id", "original", "text", "text_number", "status")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some translations: how many, and what of them is to be scored."""

    translations: int
    batches: Sequence[Batch[PairKey]]


def translations_of(corpus: Corpus, article_ids: Sequence[int] | None = None) -> QuerySet[Translation]:
    """Return what can be scored at all: translations of articles that are not withdrawn, by key."""
    rows = Translation.objects.filter(segment__article__corpus=corpus, segment__article__withdrawn_at=None)
    if article_ids is not None:
        rows = rows.filter(segment__article__in=article_ids)
    return rows.order_by("pk")


def key_ranges(rows: QuerySet[Translation], *, size: int) -> list[tuple[int, int]]:
    """Return the first and last key of each run of so many rows; the last run may be shorter."""
    keys = rows.values_list("pk", flat=True).iterator(chunk_size=10_000)
    ranges: list[tuple[int, int]] = []
    while run := list(islice(keys, size)):
        ranges.append((run[0], run[-1]))
    return ranges


def unmeasured(rows: QuerySet[Translation], yardsticks: Sequence[Yardstick]) -> Iterator[Chunk]:
    """Yield the rows in chunks by key, each read afresh: no cursor stays open while pairs are scored.

    The keys are looked up once, and each chunk by its keys alone: with the corpus in the question, the
    database might walk through all of it for every chunk.
    """
    keys = list(rows.values_list("pk", flat=True).iterator(chunk_size=10_000))
    for start in range(0, len(keys), CHUNK):
        wanted = set(keys[start : start + CHUNK])
        read = Translation.objects.filter(_among("pk", wanted)).order_by("pk").values_list(*_FIELDS)
        chunk = [row for row in read if row[0] in wanted]
        yield Chunk(len(chunk), list(_batches(chunk, yardsticks)))


def _batches(chunk: Sequence[_Texts], yardsticks: Sequence[Yardstick]) -> Iterator[Batch[PairKey]]:
    measured = _measured(chunk, yardsticks)
    references = _references(chunk, yardsticks)
    for names in dict.fromkeys(yardstick.references for yardstick in yardsticks):
        group = [yardstick for yardstick in yardsticks if yardstick.references == names]
        keys = [yardstick.measure.pk for yardstick in group]
        missing: dict[tuple[int, ...], list[Pair[PairKey]]] = defaultdict(list)
        for pair in _pairs(chunk, names, references):
            translation, number, _ = pair.key
            wanted = [at for at, key in enumerate(keys) if (translation, number, key) not in measured]
            missing[tuple(wanted)].append(pair)
        for places, pairs in missing.items():
            if places:
                yield Batch(tuple(group[place].metric for place in places), tuple(pairs))


def _pairs(
    chunk: Iterable[_Texts], names: tuple[str, ...], references: dict[int, dict[str, str]]
) -> Iterator[Pair[PairKey]]:
    """Yield what is compared.

    With names, originals and their references, of which none may be missing; without (HTER), the machine's
    text and the text that stands, once it is decided.
    """
    for pk, segment, original, text, text_number, status in chunk:
        if not names:
            if TranslationStatus(status).is_decided:
                yield Pair((pk, text_number, names), original, (text,))
        elif all(name in references.get(segment, ()) for name in names):
            yield Pair((pk, ORIGINAL, names), original, tuple(references[segment][name] for name in names))


def _measured(chunk: Sequence[_Texts], yardsticks: Sequence[Yardstick]) -> set[tuple[int, int, int]]:
    # By the texts alone: asked for the measures too, SQLite may walk through all that a measure has.
    rows = Score.objects.filter(_among("translation", [row[0] for row in chunk]))
    measures = {yardstick.measure.pk for yardstick in yardsticks}
    found = rows.values_list("translation_id", "text_number", "measure_id")
    return {key for key in found if key[2] in measures}


def _references(chunk: Sequence[_Texts], yardsticks: Sequence[Yardstick]) -> dict[int, dict[str, str]]:
    names = {name for yardstick in yardsticks for name in yardstick.references}
    found: dict[int, dict[str, str]] = defaultdict(dict)
    if names:
        rows = Reference.objects.filter(_among("segment", {row[1] for row in chunk}), name__in=names)
        for segment, name, text in rows.values_list("segment_id", "name", "text"):
            found[segment][name] = text
    return found


def _among(name: str, keys: Collection[int]) -> Q:
    """Return the rows of these keys, and where they lie close together of the few between them too.

    A range costs a fraction of a list, for which a thousand parameters are prepared.
    """
    low, high = min(keys), max(keys)
    if high - low < 2 * len(keys):
        return Q(**{f"{name}__gte": low, f"{name}__lte": high})
    return Q(**{f"{name}__in": keys})
