"""The MQM ratings of the WMT metrics tasks: one row for each error, tab-separated, without quoting.

Source: https://github.com/google/wmt-mqm-human-evaluation. Columns: system, doc, doc_id (the segment's number
in its document, from 1), seg_id (its number in the whole set), rater, source, target, category, severity and,
but for the files of 2020, comment. `<v>` and `</v>` enclose the error in the target or in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reviewapp.domain.exchange.delimited import MAX_FIELD_CHARACTERS
from reviewapp.domain.exchange.files import decode_file, lines_of
from reviewapp.domain.exchange.import_log import TableLog, quoted
from reviewapp.domain.exchange.incoming import IncomingArticle, IncomingSegment, Reading
from reviewapp.domain.exchange.names import admit_name
from reviewapp.domain.exchange.ratings import IncomingAssessment, IncomingError, MarkedSide, RatingReading
from reviewapp.domain.text.admission import TextRefused, admit_text
from reviewapp.domain.text.spans import OffsetUnit

MQM_COLUMNS = (
    "system",
    "doc",
    "doc_id",
    "seg_id",
    "rater",
    "source",
    "target",
    "category",
    "severity",
    "comment",
)
_NAMES = ("system", "doc", "rater")
_TAG = re.compile(r"(</?v>)")
_NUMBER = re.compile(r"0*([1-9][0-9]{0,8})", re.ASCII)
_NO_ERROR = "no-error"
# Errors put in on purpose, to see whether raters find them (Marot).
_ATTENTION_TEST = "hotw-test"


class _RowRefused(ValueError):
    """A row that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row, its texts without tags; `error` is None where the rater found nothing."""

    line: int
    system: str
    doc: str
    segment: str
    rater: str
    source: str
    target: str
    error: IncomingError | None


@dataclass(slots=True)
class _Segment:
    """A segment while its rows come in; each translation with the line where it stood first."""

    line: int
    source: str
    translations: dict[str, tuple[str, int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Judgement:
    """What one rater marked in one translation so far."""

    line: int
    errors: list[IncomingError] = field(default_factory=list)


@dataclass(slots=True)
class _Collected:
    """What the rows come to."""

    articles: dict[str, dict[str, _Segment]] = field(default_factory=dict)
    judgements: dict[tuple[str, str, str, str], _Judgement] = field(default_factory=dict)


def read_wmt_mqm(data: bytes, *, name: str) -> RatingReading:
    """Read a file of MQM ratings; `name` is how messages call it.

    A system's output is its target without the tags; `doc` is the article, `doc_id` the segment's key. The
    header may be missing. Rows without a rater and tests of attention are left out. Spans are in code points,
    texts stay as they are. Raises ImportRejected with every problem found, by line: among them rows that give
    a segment another source, or a system another output, than an earlier row did.
    """
    log = TableLog(name)
    collected = _Collected()
    for line, cells in _records(decode_file(data, name=name), log):
        try:
            row = _read_row(line, cells, log)
        except (_RowRefused, TextRefused) as refused:
            log.refuse(line, str(refused))
            continue
        if row is not None:
            _take(row, collected, log)
    log.raise_any()
    if not collected.judgements:
        log.refuse(None, "holds no rating")
        log.raise_any()
    texts = Reading(_articles(collected), tuple(log.skipped), {}, name)
    return RatingReading(texts, _assessments(collected))


def _records(text: str, log: TableLog) -> Iterator[tuple[int, Mapping[str, str]]]:
    columns: tuple[str, ...] = ()
    for line, content in enumerate(lines_of(text), 1):
        if not content.strip():
            log.skip(line, "blank line")
            continue
        cells = content.split("\t")
        if not columns:
            columns = _columns(cells)
            if unknown := sorted(set(columns) - set(MQM_COLUMNS)):
                log.refuse(line, f"unknown column {quoted(unknown[0])}")
                return
            if missing := [name for name in MQM_COLUMNS[:-1] if name not in columns]:
                log.refuse(line, f"lacks the column {missing[0]}: an MQM file has {', '.join(MQM_COLUMNS)}")
                return
            if cells == list(columns):
                continue
        if len(cells) != len(columns):
            log.refuse(line, f"has {len(cells)} fields, but the file has {len(columns)} columns")
        elif max(map(len, cells)) > MAX_FIELD_CHARACTERS:
            log.refuse(line, f"has a field of more than {MAX_FIELD_CHARACTERS:,} characters")
        else:
            yield line, dict(zip(columns, cells, strict=True))


def _columns(first: list[str]) -> tuple[str, ...]:
    """Return the columns that the first line names or, where it is no header, those of its width."""
    if first[:2] == ["system", "doc"]:
        return tuple(first)
    return MQM_COLUMNS[: len(first)]


def _read_row(line: int, cells: Mapping[str, str], log: TableLog) -> _Row | None:
    if not cells["rater"].strip():
        log.skip(line, "names no rater")
        return None
    if cells["severity"].strip().lower() == _ATTENTION_TEST:
        log.skip(line, "is a test of the rater's attention")
        return None
    system, doc, rater = (_name(cells[column], column) for column in _NAMES)
    number = _NUMBER.fullmatch(cells["doc_id"].strip())
    if number is None:
        raise _RowRefused(f"doc_id {quoted(cells['doc_id'])} is no number from 1")
    source, in_source = _untagged(cells["source"], "source")
    target, in_target = _untagged(cells["target"], "target")
    if in_source and in_target:
        raise _RowRefused("marks an error in the source and in the target; a row has one")
    side = MarkedSide.SOURCE if in_source else MarkedSide.TARGET
    error = _error(line, cells, side, in_source or in_target)
    return _Row(line, system, doc, number[1], rater, source, target, error)


def _name(cell: str, column: str) -> str:
    name = admit_name(cell, what=column)
    if not name:
        raise _RowRefused(f"names no {column}")
    return name


def _untagged(text: str, what: str) -> tuple[str, tuple[int, int] | None]:
    """Return the text without its tags, and what they enclose as start and end; None for nothing."""
    pieces = _TAG.split(text)
    if len(pieces) == 1:
        return admit_text(text), None
    if pieces[1::2] != ["<v>", "</v>"]:
        raise _RowRefused(f"the {what} has not one <v> and one </v> after it")
    start = len(pieces[0])
    end = start + len(pieces[2])
    return admit_text("".join(pieces[::2])), (start, end) if start < end else None


def _error(
    line: int, cells: Mapping[str, str], side: MarkedSide, place: tuple[int, int] | None
) -> IncomingError | None:
    category, severity = cells["category"].strip(), cells["severity"].strip()
    if _NO_ERROR in {category.lower().replace("_", "-"), severity.lower().replace("_", "-")}:
        if place is not None:
            raise _RowRefused("says that there is no error, but marks one")
        return None
    start, end = place or (None, None)
    note = admit_text(cells.get("comment", ""))
    return IncomingError(line, side, start, end, OffsetUnit.CODE_POINT, category, severity, note)


def _take(row: _Row, collected: _Collected, log: TableLog) -> None:
    segments = collected.articles.setdefault(row.doc, {})
    segment = segments.setdefault(row.segment, _Segment(row.line, row.source))
    if segment.source != row.source:
        log.refuse(row.line, f"{_place(row)} has another source than on line {segment.line}")
    output, first = segment.translations.setdefault(row.system, (row.target, row.line))
    if output != row.target:
        log.refuse(
            row.line,
            f"{_place(row)} has another output of {quoted(row.system)} than on line {first}: "
            "one of them is a rater's post-edit; take the release without post-edits, or leave its rows out",
        )
    key = (row.doc, row.segment, row.system, row.rater)
    judgement = collected.judgements.setdefault(key, _Judgement(row.line))
    if row.error is not None:
        judgement.errors.append(row.error)


def _place(row: _Row) -> str:
    return f"segment {row.segment} of {quoted(row.doc)}"


def _articles(collected: _Collected) -> tuple[IncomingArticle, ...]:
    return tuple(
        IncomingArticle(doc, doc, tuple(_segment(key, segments[key]) for key in sorted(segments, key=int)))
        for doc, segments in collected.articles.items()
    )


def _segment(key: str, segment: _Segment) -> IncomingSegment:
    return IncomingSegment(
        key=key,
        line=segment.line,
        source=segment.source,
        translations={system: text for system, (text, _) in segment.translations.items()},
        references={},
        corrections={},
    )


def _assessments(collected: _Collected) -> tuple[IncomingAssessment, ...]:
    return tuple(
        IncomingAssessment(
            line=judgement.line,
            article=doc,
            segment=segment,
            system=system,
            rater=rater,
            campaign="",
            occasion=1,
            score=None,
            seconds=None,
            errors=tuple(judgement.errors),
        )
        for (doc, segment, system, rater), judgement in collected.judgements.items()
    )
