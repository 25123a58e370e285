"""Put the texts of one article together: those being imported and those stored before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from reviewapp.domain.alignment.beads import Bead
from reviewapp.domain.alignment.joining import join_sentences
from reviewapp.domain.alignment.partition import Part, coarsest_partition
from reviewapp.domain.exchange.incoming import (
    ImportRejected,
    IncomingArticle,
    IncomingSegment,
    Problem,
    Reading,
    Skipped,
)
from reviewapp.domain.text.normalisation import nfc
from reviewapp.models import Article, Assessment, Event, Segment

if TYPE_CHECKING:
    from reviewapp.models import Corpus


@dataclass(frozen=True, slots=True)
class RunningText:
    """What was read, and the stored article whose segments it replaces (None: it replaces none)."""

    reading: Reading
    rebuilt: Article | None = None


class ColumnKind(StrEnum):
    """What a text is to the article."""

    SYSTEM = "system"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Sentences:
    """A text cut into units, with the paragraph and the line of each."""

    texts: tuple[str, ...]
    paragraphs: tuple[int, ...]
    lines: tuple[int, ...]
    headlines: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One translation or reference of the article, aligned with its axis."""

    kind: ColumnKind
    name: str
    texts: tuple[str, ...]
    beads: tuple[Bead, ...]


class ArticleAssembly:
    """One article in the making, known by the text that the others are aligned with: its axis."""

    def __init__(self, corpus: Corpus, axis: Sentences, *, has_source: bool, file: str) -> None:
        self.corpus = corpus
        self.axis = axis
        self.has_source = has_source
        self.file = file
        digest = hashlib.sha256(nfc("\n".join(axis.texts)).encode()).hexdigest()
        self.key = f"text-{digest[:16]}"

    def article(self, incoming: Sequence[Column], title: str) -> RunningText:
        """Return the article with its new texts. Raise `ImportRejected` where they do not fit."""
        stored = Article.objects.filter(corpus=self.corpus, key=self.key).first()
        if stored is None:
            return self._read(incoming, coarsest_partition([c.beads for c in incoming]), title=title)
        segments = list(stored.segments.prefetch_related("translations__system", "references"))
        columns = _stored_columns(segments)
        fresh = [column for column in incoming if not self._is_stored(column, columns)]
        if not fresh:
            skip = Skipped(self.file, None, f"the article “{stored.title}” is stored already")
            return RunningText(Reading((), (skip,), {}, self.file))
        if _is_untouched(stored):
            columns = [*columns, *fresh]
            parts = coarsest_partition([column.beads for column in columns])
            read = self._read(columns, parts, title=title or stored.title)
            return RunningText(read.reading, rebuilt=stored)
        return self._fitted(stored, segments, fresh)

    def _is_stored(self, column: Column, stored: Sequence[Column]) -> bool:
        """Say whether this very text is stored. Raise where another one stands under its name."""
        for other in stored:
            if (other.kind, other.name) == (column.kind, column.name):
                if _letters(other.texts) == _letters(column.texts):
                    return True
                what = f"{column.kind.value} {column.name} has another text of this article here"
                raise ImportRejected([Problem(self.file, None, what)])
        return False

    def _read(self, columns: Sequence[Column], parts: Sequence[Part], *, title: str) -> RunningText:
        segments = tuple(self._segment(columns, part, number) for number, part in enumerate(parts, start=1))
        return self._result(segments, title or self._first_line(columns))

    def _fitted(self, article: Article, segments: Sequence[Segment], fresh: Sequence[Column]) -> RunningText:
        """Fit new texts into segments that people have worked on; what is added joins the one before."""
        fixed, at = [], 0
        for number, segment in enumerate(segments):
            fixed.append(Bead((at, at + segment.source_sentences), (number, number + 1)))
            at += segment.source_sentences
        parts = coarsest_partition([tuple(fixed), *(column.beads for column in fresh)])
        taken: dict[int, list[tuple[int, int]]] = {}
        last = 0
        for part in parts:
            first, end = part.targets[0]
            if end - first > 1:
                what = (
                    f"its sentences are aligned across segments {first + 1} and {end}, "
                    "and this article has been worked on; import it into another corpus"
                )
                raise ImportRejected([Problem(self.file, None, what)])
            last = first if end > first else last
            ranges = taken.setdefault(last, [(start, start) for start, _ in part.targets[1:]])
            taken[last] = [
                (begun, reached) for (begun, _), (_, reached) in zip(ranges, part.targets[1:], strict=True)
            ]
        built = tuple(
            self._incoming(segment, fresh, taken[number]) for number, segment in enumerate(segments)
        )
        return self._result(built, article.title)

    def _incoming(
        self, segment: Segment, fresh: Sequence[Column], ranges: Sequence[tuple[int, int]]
    ) -> IncomingSegment:
        texts = self._texts(fresh, ranges)
        return IncomingSegment(
            key=segment.key,
            line=None,
            source=segment.source,
            translations=texts[ColumnKind.SYSTEM],
            references=texts[ColumnKind.REFERENCE],
            corrections={},
            source_sentences=segment.source_sentences,
            paragraph=segment.paragraph,
            is_headline=segment.is_headline,
        )

    def _segment(self, columns: Sequence[Column], part: Part, number: int) -> IncomingSegment:
        start, end = part.source
        at = min(start, len(self.axis.texts) - 1)
        texts = self._texts(columns, part.targets)
        is_covered = start < end
        source = join_sentences(self.axis.texts[start:end], language=self.corpus.source_language)
        return IncomingSegment(
            key=str(number),
            line=self.axis.lines[at] if is_covered else None,
            source=source if self.has_source else "",
            translations=texts[ColumnKind.SYSTEM],
            references=texts[ColumnKind.REFERENCE],
            corrections={},
            source_sentences=end - start,
            paragraph=self.axis.paragraphs[at if is_covered else max(start - 1, 0)],
            is_headline=is_covered and self.axis.headlines[at],
        )

    def _texts(
        self, columns: Sequence[Column], ranges: Sequence[tuple[int, int]]
    ) -> dict[ColumnKind, dict[str, str]]:
        texts: dict[ColumnKind, dict[str, str]] = {kind: {} for kind in ColumnKind}
        for column, (start, end) in zip(columns, ranges, strict=True):
            joined = join_sentences(column.texts[start:end], language=self.corpus.target_language)
            texts[column.kind][column.name] = joined
        return texts

    def _result(self, segments: tuple[IncomingSegment, ...], title: str) -> RunningText:
        article = IncomingArticle(self.key, title, segments)
        return RunningText(Reading((article,), (), {}, self.file))

    def _first_line(self, columns: Sequence[Column]) -> str:
        """Return the first sentence in the language that editors work in."""
        return next((column.texts[0] for column in columns if column.texts), self.axis.texts[0])


def _stored_columns(segments: Sequence[Segment]) -> list[Column]:
    """Return what is stored, each segment's text as one unit aligned with the sentences it covers."""
    names = {(ColumnKind.SYSTEM, t.system.name) for s in segments for t in s.translations.all()}
    names |= {(ColumnKind.REFERENCE, r.name) for s in segments for r in s.references.all()}
    edges = [0]
    for segment in segments:
        edges.append(edges[-1] + segment.source_sentences)
    columns = []
    for kind, name in sorted(names):
        texts: list[str] = []
        beads: list[Bead] = []
        for segment, axis_range in zip(segments, pairwise(edges), strict=True):
            text = _text_of(segment, kind, name)
            if text or axis_range[0] < axis_range[1]:
                beads.append(Bead(axis_range, (len(texts), len(texts) + bool(text))))
            texts += [text] if text else []
        columns.append(Column(kind, name, tuple(texts), tuple(beads)))
    return columns


def _text_of(segment: Segment, kind: ColumnKind, name: str) -> str:
    if kind is ColumnKind.SYSTEM:
        return next((t.original for t in segment.translations.all() if t.system.name == name), "")
    return next((r.text for r in segment.references.all() if r.name == name), "")


def _is_untouched(article: Article) -> bool:
    """Say whether nobody has decided, marked or rated anything in the article yet."""
    touched = (
        Event.objects.filter(translation__segment__article=article),
        Assessment.objects.filter(translation__segment__article=article),
        article.segments.filter(translations__version__gt=1),
    )
    return not any(rows.exists() for rows in touched)


def _letters(texts: Sequence[str]) -> str:
    return nfc("".join("".join(texts).split()))
