"""What the exports share: the columns of a row's dataclass, and CSV records that keep every character."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from reviewapp.domain.exchange.cells import GUARD_APOSTROPHE, GUARD_NONE, guard_cell

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Value = str | int | float | datetime | None
BYTE_ORDER_MARK: Final = "\ufeff"


class _Echo:
    """Hands back what the csv module writes, so that a row can be yielded instead of stored."""

    def write(self, text: str) -> str:
        return text


@cache
def column_names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    """Return the columns of an export: the fields of its row, in order."""
    return tuple(column.name for column in fields(kind))


def row_values(row: DataclassInstance) -> dict[str, Value]:
    """Return the values of a row by column, in order."""
    return {name: getattr(row, name) for name in column_names(type(row))}


def write_csv(
    columns: tuple[str, ...], rows: Iterable[DataclassInstance], *, guarded: bool, bom: bool
) -> Iterator[str]:
    """Yield the header, then a record for each row: all fields quoted, CR LF at the end (RFC 4180).

    None becomes an empty cell. Texts keep every character; where `guarded` each that a spreadsheet might run
    gets an apostrophe, and the last column, `cell_guard`, says so in every row. `bom` puts a byte order mark
    first, by which Excel knows UTF-8. Raises ValueError for a number that is not finite.
    """
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    guard = GUARD_APOSTROPHE if guarded else GUARD_NONE
    yield (BYTE_ORDER_MARK if bom else "") + writer.writerow(columns)
    for row in rows:
        cells = [_cell(value, guarded=guarded) for value in row_values(row).values()]
        yield writer.writerow([*cells, guard])


def _cell(value: Value, *, guarded: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guard_cell(value) if guarded else str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if not math.isfinite(value):
        raise ValueError(f"{value} is no figure; a value that is not available is None")
    return str(value)
