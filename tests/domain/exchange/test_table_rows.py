"""From cells to a row."""

from __future__ import annotations

import dataclasses

import pytest

from reviewapp.domain.exchange.import_log import TableLog
from reviewapp.domain.exchange.incoming import ImportRejected
from reviewapp.domain.exchange.table_columns import resolve_columns
from reviewapp.domain.exchange.table_rows import RawRow, TableRow, admit_row


def row_of(**cells: str | None) -> TableRow | None:
    log = TableLog("a.csv")
    row = admit_row(RawRow(5, resolve_columns(list(cells)), list(cells.values())), log)
    log.raise_any()
    return row


PLAIN = TableRow(
    line=5,
    article="",
    title="",
    segment="",
    system="MT",
    reference_name="reference",
    source="",
    target=None,
    reference=None,
    correction=None,
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"target": "Rain."}, {"target": "Rain."}),
        ({"source": "Mưa.", "target": ""}, {"source": "Mưa.", "target": ""}),
        ({"source": "Mưa.", "target": None}, {"source": "Mưa."}),
        ({"target": " \u3000two\nlines\r\n"}, {"target": " \u3000two\nlines\r\n"}),
        (
            {"article": " a.1 ", "title": "Rain ", "segment": "7", "system": "S\u00a0"},
            {"article": "a.1", "title": "Rain", "segment": "7", "system": "S"},
        ),
        ({"target": "x", "system": ""}, {"target": "x", "system": "MT"}),
        ({"target": "", "system": ""}, {}),
        ({"target": "", "system": None}, {"target": ""}),
        ({"target": "", "system": "S"}, {"target": "", "system": "S"}),
        ({"target": "", "system": "", "correction": "New."}, {"target": "", "correction": "New."}),
        ({"target": "a", "reference": ""}, {"target": "a"}),
        ({"target": "a", "reference": "b"}, {"target": "a", "reference": "b"}),
        (
            {"target": "a", "reference": "b", "reference_name": "refB"},
            {"target": "a", "reference": "b", "reference_name": "refB"},
        ),
        ({"target": "a", "reference_name": ""}, {"target": "a"}),
        ({"target": "a", "correction": ""}, {"target": "a"}),
        ({"target": "a", "correction": "b"}, {"target": "a", "correction": "b"}),
        ({"target": "a", "correction": "", "status": "accepted"}, {"target": "a"}),
        ({"target": "a", "correction": "", "status": "corrected"}, {"target": "a", "correction": ""}),
        ({"target": "a", "correction": None, "status": "corrected"}, {"target": "a"}),
        ({"target": "a", "correction": "b", "status": "open"}, {"target": "a", "correction": "b"}),
        ({"target": "a", "hter": "\0 anything", "comment": "x" * 20_000}, {"target": "a"}),
        ({"target": "'=1", "cell_guard": "apostrophe"}, {"target": "=1"}),
        ({"target": "''", "article": "'-x", "cell_guard": "apostrophe"}, {"target": "'", "article": "-x"}),
        ({"target": "'=1", "cell_guard": "none"}, {"target": "'=1"}),
        ({"target": "'=1", "cell_guard": ""}, {"target": "'=1"}),
        ({"target": "'=1", "cell_guard": None}, {"target": "'=1"}),
        ({"target": "'=1"}, {"target": "'=1"}),
    ],
)
def test_cells_become_a_row(cells: dict[str, str | None], expected: dict[str, str]) -> None:
    assert row_of(**cells) == dataclasses.replace(PLAIN, **expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "reasons"),
    [
        ({"target": None, "correction": "b"}, ["has a correction but no target that it corrects"]),
        ({"source": "a", "correction": "b"}, ["has a correction but no target that it corrects"]),
        (
            {"target": "a", "cell_guard": "quote"},
            ['cell_guard must be "apostrophe" or "none", not "quote"'],
        ),
        (
            {"source": "x" * 10_001, "target": "a\0", "article": "y\nz"},
            [
                "source: The text has 10,001 characters; the limit is 10,000.",
                "target: Character 2 cannot be stored: the control character U+0000.",
                "article: The article holds U+000A, which no name may.",
            ],
        ),
        (
            {"target": "\ud83d"},
            ["target: Character 1 is broken: half of a surrogate pair (U+D83D)."],
        ),
        (
            {"target": "a", "title": "t" * 501},
            ["article_title: The article title has 501 characters; the limit is 500."],
        ),
    ],
)
def test_all_that_is_wrong_with_a_row_is_noted(cells: dict[str, str | None], reasons: list[str]) -> None:
    with pytest.raises(ImportRejected) as refused:
        row_of(**cells)
    assert [problem.reason for problem in refused.value.problems] == reasons
    assert {problem.line for problem in refused.value.problems} == {5}
