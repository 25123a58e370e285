"""What the CSV exports share."""

from __future__ import annotations

import csv
import enum
import io
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.exchange.cells import unguard_cell
from reviewapp.domain.exchange.export_rows import Value, column_names, row_values, write_csv

LIVE = tuple("=+-@\t\r\n\0|%＝＋－＠")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of two values."""

    first: Value
    second: Value


class Side(enum.StrEnum):
    """A text that is a member of an enumeration."""

    SOURCE = "source"


COLUMNS = (*column_names(Row), "cell_guard")


def cells_of(row: Row, *, guarded: bool) -> list[str]:
    _, record = write_csv(COLUMNS, [row], guarded=guarded, bom=False)
    (cells,) = csv.reader(io.StringIO(record, newline=""), strict=True)
    return cells


def test_columns_are_the_fields_in_order() -> None:
    assert column_names(Row) == ("first", "second")
    assert row_values(Row(1, None)) == {"first": 1, "second": None}


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, ""), ("", ""), (0, "0"), (-3, "-3"), (0.1, "0.1"), (1e-07, "1e-07"), (Side.SOURCE, "source")],
)
def test_values_without_a_live_start(value: Value, cell: str, guarded: bool) -> None:
    assert cells_of(Row(value, "x"), guarded=guarded)[0] == cell


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_figure_is_refused(value: float, guarded: bool) -> None:
    with pytest.raises(ValueError, match="is no figure"):
        cells_of(Row(value, None), guarded=guarded)


@given(st.text(), st.text())
def test_texts_come_back_from_the_file_and_none_is_live(first: str, second: str) -> None:
    guarded = cells_of(Row(first, second), guarded=True)
    assert not any(cell.startswith(LIVE) for cell in guarded)
    assert [unguard_cell(cell) for cell in guarded[:2]] == [first, second]
    assert cells_of(Row(first, second), guarded=False) == [first, second, "none"]
