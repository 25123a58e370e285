"""Read an article as running text: split it, align its texts, and find the segments that serve them all.

An article is known by its source text (or, without one, by the translation itself), so the same file brought
twice is recognised, and a second system's translation of the same source joins the article. Where it is
aligned differently, the segments become the coarsest partition that serves both. That is done only while
nobody has worked on the article; afterwards the segments stay, and a text that does not fit them is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from reviewapp.domain.alignment.aligner import align_sentences
from reviewapp.domain.alignment.beads import Bead
from reviewapp.domain.alignment.embeddings import embedder_for
from reviewapp.domain.alignment.joining import join_sentences
from reviewapp.domain.alignment.partition import Part, coarsest_partition
from reviewapp.domain.exchange.files import decode_file
from reviewapp.domain.exchange.incoming import (
    ImportRejected,
    IncomingArticle,
    IncomingSegment,
    Problem,
    Reading,
    Skipped,
)
from reviewapp.domain.exchange.names import admit_name
from reviewapp.domain.segmentation.article import split_article
from reviewapp.domain.text.admission import TextRefused, admit_text
from reviewapp.domain.text.normalisation import nfc
from reviewapp.models import Article, Event, Segment

if TYPE_CHECKING:
    from reviewapp.domain.exchange.files import NamedFile
    from reviewapp.models import Corpus

REFERENCE_NAME = "reference"


@dataclass(frozen=True, slots=True)
class RunningText:
    """What was read, and the stored article whose segments it replaces (None: it replaces none)."""

    reading: Reading
    rebuilt: Article | None = None


class _Kind(StrEnum):
    SYSTEM = "system"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class _Sentences:
    """A text cut into units, with the paragraph and the line of each."""

    texts: tuple[str, ...]
    paragraphs: tuple[int, ...]
    lines: tuple[int, ...]
    headlines: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """One translation or reference of the article, aligned with its axis."""

    kind: _Kind
    name: str
    texts: tuple[str, ...]
    beads: tuple[Bead, ...]


def read_running_text(
    corpus: Corpus,
    *,
    target: NamedFile,
    source: NamedFile | None,
    reference: NamedFile | None,
    system: str,
    title: str = "",
) -> RunningText:
    """Return the article that the files make together with what is stored of it.

    Raise `ImportRejected` where a file cannot be read, a sentence is too long, or the texts contradict what
    is stored.
    """
    cut = _Cutter()
    translated = cut.sentences(target, corpus.target_language)
    axis = cut.sentences(source, corpus.source_language) if source else translated
    referred = cut.sentences(reference, corpus.target_language) if reference else None
    cut.refuse_any()
    named = _admitted_name(system, target)
    incoming = [_aligned(corpus, axis, translated, _Kind.SYSTEM, named, has_source=source is not None)]
    if referred:
        incoming.append(
            _aligned(corpus, axis, referred, _Kind.REFERENCE, REFERENCE_NAME, has_source=source is not None)
        )
    return _Assembly(corpus, axis, has_source=source is not None, file=target.name).article(incoming, title)


class _Cutter:
    """Split files and collect what is wrong with any of them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def sentences(self, file: NamedFile, language: str) -> _Sentences:
        try:
            text = decode_file(file.data, name=file.name)
        except ImportRejected as rejected:
            self.problems += rejected.problems
            return _Sentences((), (), (), ())
        found = split_article(text, language=language)
        if not found:
            self.problems.append(Problem(file.name, None, "holds no text"))
        lines = tuple(text.count("\n", 0, sentence.start) + 1 for sentence in found)
        for sentence, line in zip(found, lines, strict=True):
            try:
                admit_text(sentence.text)
            except TextRefused as refused:
                self.problems.append(Problem(file.name, line, str(refused)))
        return _Sentences(
            tuple(sentence.text for sentence in found),
            tuple(sentence.paragraph for sentence in found),
            lines,
            tuple(sentence.is_headline for sentence in found),
        )

    def refuse_any(self) -> None:
        if self.problems:
            raise ImportRejected(self.problems)


def _admitted_name(system: str, target: NamedFile) -> str:
    try:
        return admit_name(system, what="system name")
    except ValueError as refused:
        raise ImportRejected([Problem(target.name, None, str(refused))]) from refused


def _aligned(
    corpus: Corpus, axis: _Sentences, text: _Sentences, kind: _Kind, name: str, *, has_source: bool
) -> _Column:
    """Align one text with the axis; a text is aligned with itself sentence by sentence."""
    if text is axis:
        beads = tuple(Bead((n, n + 1), (n, n + 1)) for n in range(len(axis.texts)))
        return _Column(kind, name, text.texts, beads)
    axis_language = corpus.source_language if has_source else corpus.target_language
    beads = align_sentences(
        axis.texts,
        text.texts,
        source_language=axis_language,
        target_language=corpus.target_language,
        embedder=embedder_for(axis_language, corpus.target_language),
        source_paragraphs=axis.paragraphs,
        target_paragraphs=text.paragraphs,
    )
    return _Column(kind, name, text.texts, beads)


class _Assembly:
    """Put the columns of one article together, those of the files and those stored before."""

    def __init__(self, corpus: Corpus, axis: _Sentences, *, has_source: bool, file: str) -> None:
        self.corpus = corpus
        self.axis = axis
        self.has_source = has_source
        self.file = file
        digest = hashlib.sha256(nfc("\n".join(axis.texts)).encode()).hexdigest()
        self.key = f"text-{digest[:16]}"

    def article(self, incoming: Sequence[_Column], title: str) -> RunningText:
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

    def _is_stored(self, column: _Column, stored: Sequence[_Column]) -> bool:
        """Say whether this very text is stored. Raise where another one stands under its name."""
        for other in stored:
            if (other.kind, other.name) == (column.kind, column.name):
                if _letters(other.texts) == _letters(column.texts):
                    return True
                what = f"{column.kind.value} {column.name} has another text of this article here"
                raise ImportRejected([Problem(self.file, None, what)])
        return False

    def _read(self, columns: Sequence[_Column], parts: Sequence[Part], *, title: str) -> RunningText:
        segments = tuple(self._segment(columns, part, number) for number, part in enumerate(parts, start=1))
        return self._result(segments, title or self._first_line(columns))

    def _fitted(self, article: Article, segments: Sequence[Segment], fresh: Sequence[_Column]) -> RunningText:
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
        self, segment: Segment, fresh: Sequence[_Column], ranges: Sequence[tuple[int, int]]
    ) -> IncomingSegment:
        texts = self._texts(fresh, ranges)
        return IncomingSegment(
            key=segment.key,
            line=None,
            source=segment.source,
            translations=texts[_Kind.SYSTEM],
            references=texts[_Kind.REFERENCE],
            corrections={},
            source_sentences=segment.source_sentences,
            paragraph=segment.paragraph,
            is_headline=segment.is_headline,
        )

    def _segment(self, columns: Sequence[_Column], part: Part, number: int) -> IncomingSegment:
        start, end = part.source
        at = min(start, len(self.axis.texts) - 1)
        texts = self._texts(columns, part.targets)
        is_covered = start < end
        source = join_sentences(self.axis.texts[start:end], language=self.corpus.source_language)
        return IncomingSegment(
            key=str(number),
            line=self.axis.lines[at] if is_covered else None,
            source=source if self.has_source else "",
            translations=texts[_Kind.SYSTEM],
            references=texts[_Kind.REFERENCE],
            corrections={},
            source_sentences=end - start,
            paragraph=self.axis.paragraphs[at if is_covered else max(start - 1, 0)],
            is_headline=is_covered and self.axis.headlines[at],
        )

    def _texts(
        self, columns: Sequence[_Column], ranges: Sequence[tuple[int, int]]
    ) -> dict[_Kind, dict[str, str]]:
        texts: dict[_Kind, dict[str, str]] = {kind: {} for kind in _Kind}
        for column, (start, end) in zip(columns, ranges, strict=True):
            joined = join_sentences(column.texts[start:end], language=self.corpus.target_language)
            texts[column.kind][column.name] = joined
        return texts

    def _result(self, segments: tuple[IncomingSegment, ...], title: str) -> RunningText:
        article = IncomingArticle(self.key, title, segments)
        return RunningText(Reading((article,), (), {}, self.file))

    def _first_line(self, columns: Sequence[_Column]) -> str:
        """Return the first sentence in the language that editors work in."""
        return next((column.texts[0] for column in columns if column.texts), self.axis.texts[0])


def _stored_columns(segments: Sequence[Segment]) -> list[_Column]:
    """Return what is stored, each segment's text as one unit aligned with the sentences it covers."""
    names = {(_Kind.SYSTEM, t.system.name) for s in segments for t in s.translations.all()}
    names |= {(_Kind.REFERENCE, r.name) for s in segments for r in s.references.all()}
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
        columns.append(_Column(kind, name, tuple(texts), tuple(beads)))
    return columns


def _text_of(segment: Segment, kind: _Kind, name: str) -> str:
    if kind is _Kind.SYSTEM:
        return next((t.original for t in segment.translations.all() if t.system.name == name), "")
    return next((r.text for r in segment.references.all() if r.name == name), "")


def _is_untouched(article: Article) -> bool:
    """Say whether nobody has decided or marked anything in the article yet."""
    return not Event.objects.filter(translation__segment__article=article).exists() and not (
        article.segments.filter(translations__version__gt=1).exists()
    )


def _letters(texts: Sequence[str]) -> str:
    return nfc("".join("".join(texts).split()))
