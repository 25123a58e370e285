"""JSON Lines: one object a line, for machines; read strictly, written from the rows of an export."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NoReturn

from reviewapp.domain.exchange.corrections_csv import CorrectionRow
from reviewapp.domain.exchange.errors_csv import ErrorRow
from reviewapp.domain.exchange.export_rows import row_values
from reviewapp.domain.exchange.files import lines_of
from reviewapp.domain.exchange.import_log import TableLog, quoted
from reviewapp.domain.exchange.table_columns import Columns, TableField, admit_columns
from reviewapp.domain.exchange.table_rows import RawRow

MAX_LINE_BYTES = 1_000_000
MAX_DEPTH = 16
_COUNTED = {TableField.ARTICLE, TableField.SEGMENT}


class JsonRefused(ValueError):
    """A line that is not one JSON object as RFC 8259 has it, or one that is too large."""


class _Integer(str):
    """The digits of a JSON integer: an id may be written as a number, and none is too long to read."""

    __slots__ = ()


def write(rows: Iterable[CorrectionRow] | Iterable[ErrorRow]) -> Iterator[str]:
    """Yield one line for each row: every column by name, null where not available, texts as they are.

    Raises ValueError for a number that is not finite.
    """
    for row in rows:
        yield json.dumps(row_values(row), ensure_ascii=False, allow_nan=False, default=_plain) + "\n"


def read_objects(text: str, log: TableLog, *, mapping: Mapping[str, str] | None = None) -> Iterator[RawRow]:
    """Yield a row for each line; a key that is absent or null is a column which that row lacks.

    Values are strings; article and segment ids may be integers, and keys that are left unread hold anything.
    Notes in `log` blank lines, and refuses lines of more than 1,000,000 bytes, nesting deeper than 16, keys
    that occur twice, NaN and infinities.
    """
    layouts: dict[tuple[str, ...], Columns | None] = {}
    for number, line in enumerate(lines_of(text), 1):
        if not line.strip():
            log.skip(number, "blank line")
            continue
        try:
            found = parse_object(line)
        except JsonRefused as refused:
            log.refuse(number, str(refused))
            continue
        keys = tuple(found)
        if keys not in layouts:
            layouts[keys] = admit_columns(keys, line=number, log=log, mapping=mapping)
        columns = layouts[keys]
        cells = _cells(found, columns, number, log) if columns else None
        if columns and cells is not None:
            yield RawRow(number, columns, cells)


def parse_object(line: str) -> dict[str, object]:
    """Return the object of one line; integers come as strings of their digits. Raises JsonRefused."""
    if len(line) > MAX_LINE_BYTES or len(line.encode()) > MAX_LINE_BYTES:
        raise JsonRefused(f"is longer than {MAX_LINE_BYTES:,} bytes")
    try:
        value = json.loads(
            line, parse_int=_Integer, parse_constant=_refuse_constant, object_pairs_hook=_object
        )
    except RecursionError as error:
        raise JsonRefused(f"is nested deeper than {MAX_DEPTH}") from error
    except json.JSONDecodeError as error:
        raise JsonRefused(f"is not JSON: {error.msg}, character {error.colno}") from error
    if not isinstance(value, dict):
        raise JsonRefused("is not a JSON object; each line must be one")
    if _is_deeper(value, MAX_DEPTH):
        raise JsonRefused(f"is nested deeper than {MAX_DEPTH}")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise JsonRefused(f"holds {name}, which is no JSON")


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise JsonRefused(f"has the key {quoted(twice)} twice")
    return found


def _is_deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in inner)


def _cells(
    found: Mapping[str, object], columns: Columns, number: int, log: TableLog
) -> list[str | None] | None:
    cells: list[str | None] = []
    for field, (key, value) in zip(columns.fields, found.items(), strict=True):
        if field is TableField.IGNORED or value is None:
            cells.append(None)
        elif isinstance(value, str) and (field in _COUNTED or not isinstance(value, _Integer)):
            cells.append(str(value))
        else:
            log.refuse(number, f"{quoted(key)} must be a string")
            return None
    return cells


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
