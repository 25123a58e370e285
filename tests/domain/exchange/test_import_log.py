"""Problems are collected, ordered and capped; what is quoted in a message is safe to print."""

from __future__ import annotations

import pytest

from reviewapp.domain.exchange.import_log import MAX_PROBLEMS, ProblemLog, TableLog, quoted
from reviewapp.domain.exchange.incoming import ImportRejected, Problem, Skipped


def test_nothing_noted_raises_nothing() -> None:
    ProblemLog().raise_any()
    TableLog("a.csv").raise_any()


def test_problems_come_by_file_and_line() -> None:
    log = ProblemLog()
    log.add("b.txt", 9, "late")
    log.add("a.txt", 4, "other file")
    log.add("b.txt", 2, "early")
    log.include(ImportRejected([Problem("b.txt", None, "whole file")]))
    with pytest.raises(ImportRejected) as refused:
        log.raise_any()
    assert [(p.file, p.line) for p in refused.value.problems] == [
        ("b.txt", None),
        ("b.txt", 2),
        ("b.txt", 9),
        ("a.txt", 4),
    ]


def test_the_thousandth_problem_ends_the_reading() -> None:
    log = TableLog("a.csv")
    for line in range(1, MAX_PROBLEMS):
        log.refuse(line, "bad")
    with pytest.raises(ImportRejected) as refused:
        log.refuse(MAX_PROBLEMS, "bad")
    assert len(refused.value.problems) == MAX_PROBLEMS == 1_000


def test_table_log_names_its_file() -> None:
    log = TableLog("a.csv")
    log.skip(7, "blank line")
    log.refuse(8, "bad")
    assert log.skipped == [Skipped("a.csv", 7, "blank line")]
    with pytest.raises(ImportRejected, match=r"^a\.csv, line 8: bad$"):
        log.raise_any()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", '""'),
        ("nguồn", '"nguồn"'),
        ("a\tb\nc", r'"a\tb\nc"'),
        ("x\u202ey", r'"x\u202ey"'),
        ("\ud800", r'"\ud800"'),
        ("\U000e0041", r'"\U000e0041"'),
        ("w" * 60, f'"{"w" * 60}"'),
        ("w" * 61, f'"{"w" * 60}…"'),
    ],
)
def test_quoted_pieces_are_short_and_printable(text: str, shown: str) -> None:
    assert quoted(text) == shown
    assert quoted(text).encode()
