"""The ESA ratings of the WMT general tasks: a score for each judged translation, with marked spans.

Source: https://github.com/wmt-conference/wmt24-news-systems, folder humeval, as Appraise writes them. The
texts are not in the file: `line_id` is the line, from 0, of the line-aligned files. `start_i` and `end_i` of
a span are UTF-16 code units, as browsers count, from 0, the end inclusive: behind an emoji, the spans of the
release stand on the words that they mean in these units only.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reviewapp.domain.exchange.files import decode_file
from reviewapp.domain.exchange.import_log import TableLog, quoted
from reviewapp.domain.exchange.incoming import Reading
from reviewapp.domain.exchange.names import admit_name
from reviewapp.domain.exchange.ratings import (
    IncomingAssessment,
    IncomingError,
    MarkedSide,
    RatingReading,
    SegmentPlace,
)
from reviewapp.domain.text.admission import TextRefused
from reviewapp.domain.text.languages import UnknownLanguage, primary_language
from reviewapp.domain.text.spans import OffsetUnit

ESA_COLUMNS = (
    "user_id",
    "system",
    "line_id",
    "item_type",
    "src_lang",
    "tgt_lang",
    "score",
    "document_id",
    "is_doc",
    "spans_json",
    "time_start",
    "time_end",
    "wave",
)
_MISSING = "missing"
_TRANSLATION = "TGT"
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


class _RowRefused(ValueError):
    """A row that cannot be read; the message says why."""


class _RowLeftOut(ValueError):
    """A row that judges no translation; the message says what it is."""


@dataclass(frozen=True, slots=True)
class AlignedLines:
    """What the ratings are read against: the place of every line, and the two languages (BCP 47)."""

    places: Sequence[SegmentPlace]
    source_language: str
    target_language: str


def read_wmt_esa(data: bytes, *, name: str, aligned: AlignedLines) -> RatingReading:
    """Read a file of ESA ratings; `name` is how messages call it. It brings no texts.

    The header may be missing, and so may the column `wave`, which becomes the campaign. Left out are rows of
    items that are no translations (attention checks, tutorials), of whole documents, and of documents made
    for control ("#bad", "#duplicate"). A time that runs backwards is not known. Raises ImportRejected with
    every problem found, by line: among them lines that `aligned` has not, or has in another document.
    """
    log = TableLog(name)
    found: list[IncomingAssessment] = []
    counted: Counter[tuple[str, ...]] = Counter()
    for line, cells in _records(decode_file(data, name=name), log):
        try:
            read = _read_row(line, cells, aligned)
        except _RowLeftOut as left_out:
            log.skip(line, str(left_out))
        except (_RowRefused, TextRefused, UnknownLanguage) as refused:
            log.refuse(line, str(refused))
        else:
            text = (read.article, read.segment, read.system, read.rater, read.campaign)
            counted[text] += 1
            found.append(replace(read, occasion=counted[text]))
    log.raise_any()
    if not found:
        log.refuse(None, "holds no rating")
        log.raise_any()
    return RatingReading(Reading((), tuple(log.skipped), {}, name), tuple(found))


def _records(text: str, log: TableLog) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: Sequence[str] = ()
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            # Where the next record begins is unknown.
            log.refuse(line, f"is no CSV: {error}")
            return
        if cells is None:
            return
        if not any(cells):
            log.skip(line, "blank line")
        elif not columns and cells[0] == ESA_COLUMNS[0]:
            columns = cells
            if missing := [name for name in ESA_COLUMNS[:-1] if name not in cells]:
                log.refuse(line, f"lacks the column {missing[0]}: an ESA file has {', '.join(ESA_COLUMNS)}")
                return
        else:
            columns = columns or ESA_COLUMNS[: max(len(cells), len(ESA_COLUMNS) - 1)]
            if len(cells) != len(columns):
                log.refuse(line, f"has {len(cells)} fields, but the file has {len(columns)} columns")
            else:
                yield line, dict(zip(columns, cells, strict=True))


def _read_row(line: int, cells: Mapping[str, str], aligned: AlignedLines) -> IncomingAssessment:
    spans = _spans(cells["spans_json"])
    _leave_out(cells, spans)
    _compare_languages(cells, aligned)
    place = _place(cells, aligned.places)
    wave = cells.get("wave", "").strip()
    return IncomingAssessment(
        line=line,
        article=place.article,
        segment=place.segment,
        system=_name(cells, "system"),
        rater=_name(cells, "user_id"),
        campaign=admit_name(f"wave {wave}" if wave else "", what="wave"),
        occasion=1,
        score=_score(cells["score"]),
        seconds=_seconds(cells["time_start"], cells["time_end"]),
        errors=tuple(_error(line, span) for span in spans) if isinstance(spans, list) else (),
    )


def _leave_out(cells: Mapping[str, str], spans: list[object] | dict[str, object]) -> None:
    kind = cells["item_type"].strip()
    if kind != _TRANSLATION:
        raise _RowLeftOut(f"is an item of the type {quoted(kind)}, no translation")
    if "tutorial" in cells["document_id"].lower() or isinstance(spans, dict):
        raise _RowLeftOut("belongs to the tutorial")
    if cells["is_doc"].strip().lower() not in {"false", "0", ""}:
        raise _RowLeftOut("judges a whole document")
    if "#" in cells["document_id"]:
        raise _RowLeftOut(f"belongs to a document made for control, {quoted(cells['document_id'])}")


def _compare_languages(cells: Mapping[str, str], aligned: AlignedLines) -> None:
    wanted = {"src_lang": aligned.source_language, "tgt_lang": aligned.target_language}
    for column, language in wanted.items():
        if primary_language(cells[column].strip()) != primary_language(language):
            raise _RowRefused(f"{column} is {quoted(cells[column])}, but the corpus has {language}")


def _place(cells: Mapping[str, str], places: Sequence[SegmentPlace]) -> SegmentPlace:
    number = cells["line_id"].strip()
    if _NUMBER.fullmatch(number) is None:
        raise _RowRefused(f"line_id {quoted(number)} is no number from 0")
    if int(number) >= len(places):
        raise _RowRefused(f"line_id {number} is beyond the {len(places):,} lines that the corpus has")
    place = places[int(number)]
    document = _name(cells, "document_id")
    if place.article != document:
        raise _RowRefused(
            f"line_id {number} is a line of article {quoted(place.article)} here, not of {quoted(document)}"
        )
    return place


def _name(cells: Mapping[str, str], column: str) -> str:
    name = admit_name(cells[column], what=column)
    if not name:
        raise _RowRefused(f"names no {column}")
    return name


def _score(cell: str) -> float:
    score = _number(cell, "score")
    if not 0 <= score <= 100:
        raise _RowRefused(f"score {quoted(cell)} is not between 0 and 100")
    return score


def _seconds(start: str, end: str) -> float | None:
    if not (start.strip() and end.strip()):
        return None
    seconds = _number(end, "time_end") - _number(start, "time_start")
    return seconds if seconds >= 0 else None


def _number(cell: str, what: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise _RowRefused(f"{what} {quoted(cell)} is no number")
    return number


def _spans(cell: str) -> list[object] | dict[str, object]:
    try:
        spans = json.loads(cell) if cell.strip() else []
    except (ValueError, RecursionError):
        raise _RowRefused(f"spans_json {quoted(cell)} is no JSON") from None
    if not isinstance(spans, list | dict):
        raise _RowRefused(f"spans_json {quoted(cell)} is no list of spans")
    return spans


def _error(line: int, span: object) -> IncomingError:
    if not isinstance(span, dict):
        raise _RowRefused("spans_json has something else than spans in its list")
    start, end = span.get("start_i"), span.get("end_i")
    severity = span.get("severity")
    if not isinstance(severity, str):
        raise _RowRefused("a span has no severity")
    kind = _category(span.get("error_type"))
    if start == _MISSING and end == _MISSING:
        return IncomingError(line, MarkedSide.SOURCE, None, None, OffsetUnit.UTF16, kind, severity)
    if type(start) is not int or type(end) is not int or not 0 <= start <= end:
        raise _RowRefused(f"a span reaches from {quoted(str(start))} to {quoted(str(end))}")
    return IncomingError(line, MarkedSide.TARGET, start, end + 1, OffsetUnit.UTF16, kind, severity)


def _category(kind: object) -> str:
    """Return the type of a span as a path; ESA has none, ESA with MQM types has a main and a sub type."""
    if kind is None:
        return ""
    parts = [kind] if isinstance(kind, str) else kind
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise _RowRefused("the error_type of a span is neither a name nor a list of names")
    return "/".join(parts)
