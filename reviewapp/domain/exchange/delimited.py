"""CSV and TSV: from text to rows of cells, with the line in the file where each record begins.

CSV is read as RFC 4180 with the delimiter that its header shows (comma, semicolon or tab). TSV has no
quoting, as WMT publishes it, unless its header is quoted.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from reviewapp.domain.exchange.import_log import TableLog
from reviewapp.domain.exchange.table_columns import Columns, TableField, admit_columns, known_field
from reviewapp.domain.exchange.table_rows import RawRow

MAX_FIELD_CHARACTERS = 65_536
MAX_RECORD_CHARACTERS = 1_048_576

_TOO_LONG_FIELD = f"has a field of more than {MAX_FIELD_CHARACTERS:,} characters; is a quote left open?"
_UNCLOSED = "opens a quote that is never closed"
# What the csv module says, and what it means to the owner of the file. After the first two the place where
# the next record begins is unknown.
_LOST = {"field larger than field limit": _TOO_LONG_FIELD, "unexpected end of data": _UNCLOSED}
_READABLE = {
    "new-line character seen in unquoted field": "has a carriage return (CR) inside a field without quotes",
    "expected after": "has text after a closing quote; a quote inside a field is written twice",
}


class _RecordTooLong(ValueError):
    """A record beyond the limit, as an unclosed quote makes it."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file separates its fields, and whether quotes may enclose them."""

    delimiter: str
    quoting: bool


class _Feed:
    """The lines of a text with their ends, counted, and no more of them for one record than the limit."""

    def __init__(self, text: str) -> None:
        self.number = 0
        self._text = text
        self._start = 0
        self._record_start = 0

    def begin_record(self) -> int:
        """Return the number of the line at which the next record begins."""
        self._record_start = self._start
        return self.number + 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._start >= len(self._text):
            raise StopIteration
        end = self._text.find("\n", self._start) + 1 or len(self._text)
        if end - self._record_start > MAX_RECORD_CHARACTERS:
            raise _RecordTooLong
        line = self._text[self._start : end]
        self._start = end
        self.number += 1
        return line


def csv_dialect(text: str, *, mapping: Mapping[str, str] | None = None) -> Dialect:
    """Return the dialect whose delimiter makes most known headers of the first line; a comma if none does."""
    header = _first_line(text)
    known = {delimiter: _count_known(header.split(delimiter), mapping) for delimiter in ",;\t"}
    return Dialect(max(known, key=known.__getitem__), quoting=True)


def tsv_dialect(text: str, *, mapping: Mapping[str, str] | None = None) -> Dialect:
    """Return the tab dialect; quotes are part of the text unless every header is quoted."""
    headers = _first_line(text).split("\t")
    quoted = all(len(header) > 1 and header[0] == header[-1] == '"' for header in headers)
    return Dialect("\t", quoting=quoted and _count_known(headers, mapping) > 0)


def read_delimited(
    text: str, dialect: Dialect, log: TableLog, *, mapping: Mapping[str, str] | None = None
) -> Iterator[RawRow]:
    """Yield the rows below the header; two tab-separated columns without one are source and target.

    Notes in `log` the meaning of the headers, blank lines, rows of another width than the header, broken
    quoting, fields of more than 65,536 code points and records of more than 1,048,576.
    """
    records = _records(text, dialect, log)
    first = next(records, None)
    if first is None:
        return
    line, headers = first
    if columns := _bitext_columns(headers, dialect, mapping):
        records = chain([first], records)
        log.columns.update({"column 1": str(TableField.SOURCE), "column 2": str(TableField.TARGET)})
    else:
        columns = admit_columns(headers, line=line, log=log, mapping=mapping)
    if not columns:
        return
    for number, cells in records:
        if len(cells) != len(columns.fields):
            log.refuse(number, f"has {len(cells)} fields, but the header has {len(columns.fields)}")
        else:
            yield RawRow(number, columns, cells)


def _first_line(text: str) -> str:
    return text[:MAX_FIELD_CHARACTERS].partition("\n")[0].removesuffix("\r")


def _count_known(headers: Sequence[str], mapping: Mapping[str, str] | None) -> int:
    names = [header.strip().strip('"') for header in headers]
    return sum(name in (mapping or {}) or known_field(name) is not None for name in names)


def _bitext_columns(
    headers: Sequence[str], dialect: Dialect, mapping: Mapping[str, str] | None
) -> Columns | None:
    if dialect != Dialect("\t", quoting=False) or len(headers) != 2 or _count_known(headers, mapping):
        return None
    return Columns(tuple(headers), (TableField.SOURCE, TableField.TARGET))


def _records(text: str, dialect: Dialect, log: TableLog) -> Iterator[tuple[int, list[str]]]:
    feed = _Feed(text)
    reader = csv.reader(
        feed,
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_MINIMAL if dialect.quoting else csv.QUOTE_NONE,
        strict=True,
    )
    while True:
        line = feed.begin_record()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _RecordTooLong:
            log.refuse(line, f"begins a record of more than {MAX_RECORD_CHARACTERS:,} characters")
            return
        except csv.Error as error:
            log.refuse(line, _reason(error))
            if any(told in str(error) for told in _LOST):
                return
            continue
        if not cells:
            log.skip(line, "blank line")
        elif max(map(len, cells)) > MAX_FIELD_CHARACTERS:
            log.refuse(line, _TOO_LONG_FIELD)
        else:
            yield line, cells


def _reason(error: csv.Error) -> str:
    told = str(error)
    return next((plain for known, plain in (_LOST | _READABLE).items() if known in told), told)
