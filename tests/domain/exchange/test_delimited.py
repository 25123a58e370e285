"""CSV and TSV records: delimiters, quotes, physical lines and limits."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.exchange.delimited import (
    MAX_FIELD_CHARACTERS,
    MAX_RECORD_CHARACTERS,
    Dialect,
    csv_dialect,
    read_delimited,
    tsv_dialect,
)
from reviewapp.domain.exchange.import_log import TableLog
from reviewapp.domain.exchange.incoming import ImportRejected

COMMA = Dialect(",", quoting=True)
TAB = Dialect("\t", quoting=False)


def rows_of(text: str, dialect: Dialect = COMMA) -> list[tuple[int, list[str | None]]]:
    log = TableLog("a.csv")
    rows = [(row.line, list(row.cells)) for row in read_delimited(text, dialect, log)]
    log.raise_any()
    return rows


def problems_of(text: str, dialect: Dialect = COMMA) -> list[str]:
    with pytest.raises(ImportRejected) as refused:
        rows_of(text, dialect)
    return [f"{problem.line}: {problem.reason}" for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("source,target", ","),
        ("source;target", ";"),
        ("source\ttarget", "\t"),
        ('"source";"target"\r', ";"),
        ("Source ; Target;location", ";"),
        ("target", ","),
        ("nothing;known", ","),
        ("", ","),
    ],
)
def test_the_header_shows_the_delimiter(header: str, delimiter: str) -> None:
    assert csv_dialect(header + "\nx;y,z\t;;;") == Dialect(delimiter, quoting=True)


def test_mapped_headers_show_the_delimiter_too() -> None:
    assert csv_dialect("Tiếng Việt;English\n", mapping={"English": "target"}).delimiter == ";"


@pytest.mark.parametrize(
    ("header", "quoting"),
    [
        ("source\ttarget", False),
        ('"source"\t"target"', True),
        ('"source"\ttarget', False),
        ('"Have you eaten?"\t"Ăn cơm chưa?"', False),
        ("", False),
        ('"', False),
    ],
)
def test_tabs_come_with_quotes_only_under_a_quoted_header(header: str, quoting: bool) -> None:
    assert tsv_dialect(header + "\r\n") == Dialect("\t", quoting=quoting)


def test_records_know_the_line_they_begin_on() -> None:
    text = 'source,target\r\n"one\r\ntwo\n","a"\r\nb,c\r\n\r\n"d","e\n"\r\n'
    assert rows_of(text) == [(2, ["one\r\ntwo\n", "a"]), (5, ["b", "c"]), (7, ["d", "e\n"])]


def test_a_missing_last_line_end_makes_no_difference() -> None:
    assert rows_of("source,target\na,b") == rows_of("source,target\na,b\n") == [(2, ["a", "b"])]


def test_tab_separated_quotes_are_text() -> None:
    text = 'source\ttarget\n"Có mưa không?\tShe said: "rain"\n'
    assert rows_of(text, TAB) == [(2, ['"Có mưa không?', 'She said: "rain"'])]


def test_blank_lines_are_noted() -> None:
    log = TableLog("a.csv")
    assert len(list(read_delimited("source,target\n\na,b\n\n", COMMA, log))) == 1
    assert [(skipped.line, skipped.reason) for skipped in log.skipped] == [
        (2, "blank line"),
        (4, "blank line"),
    ]


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_nothing_yields_nothing(text: str) -> None:
    assert rows_of(text) == []


def test_two_tab_columns_without_a_header_are_source_and_target() -> None:
    log = TableLog("a.tsv")
    rows = list(read_delimited("Mưa to.\tHeavy rain.\nGió.\tWind.\n", TAB, log))
    assert [(row.line, list(row.cells), row.columns.fields) for row in rows] == [
        (1, ["Mưa to.", "Heavy rain."], ("source", "target")),
        (2, ["Gió.", "Wind."], ("source", "target")),
    ]
    assert log.columns == {"column 1": "source", "column 2": "target"}


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("Mưa.\tRain.\tnote\n", TAB),
        ("Mưa.,Rain.\n", COMMA),
        ("Source\tEnglish\n", TAB),
    ],
    ids=["three columns", "commas", "one known header"],
)
def test_any_other_table_needs_a_header(text: str, dialect: Dialect) -> None:
    assert all(": unknown column" in p or "known columns are" in p for p in problems_of(text, dialect))


def test_a_mapping_says_that_there_is_a_header() -> None:
    log = TableLog("a.tsv")
    rows = read_delimited("vi\ten\nMưa.\tRain.\n", TAB, log, mapping={"vi": "source", "en": "target"})
    assert [list(row.cells) for row in rows] == [["Mưa.", "Rain."]]


def test_all_ragged_rows_are_named() -> None:
    assert problems_of('source,target\na\n"b\nb",c,d\ne,f\ng,\n,\nh\n') == [
        "2: has 1 fields, but the header has 2",
        "3: has 3 fields, but the header has 2",
        "8: has 1 fields, but the header has 2",
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            'source,target\n"a"b,c\nd,e\nf,"g"h\n',
            [
                "2: has text after a closing quote; a quote inside a field is written twice",
                "4: has text after a closing quote; a quote inside a field is written twice",
            ],
        ),
        ('source,target\na,b\n"c,d\ne,f\n', ["3: opens a quote that is never closed"]),
        (
            "source,target\na\rb,c\n",
            ["2: has a carriage return (CR) inside a field without quotes"],
        ),
        (
            f"source,target\na,{'x' * (MAX_FIELD_CHARACTERS + 1)}\nb\n",
            [
                "2: has a field of more than 65,536 characters; is a quote left open?",
                "3: has 1 fields, but the header has 2",
            ],
        ),
        (
            f'source,target\n"{"x,y " * 40_000}\nb\n',
            ["2: has a field of more than 65,536 characters; is a quote left open?"],
        ),
        (
            f"source,target\n{'a,' * (MAX_RECORD_CHARACTERS // 2)}a\nb\n",
            ["2: begins a record of more than 1,048,576 characters"],
        ),
    ],
    ids=[
        "text after quote",
        "open quote",
        "lone CR",
        "long field",
        "open quote in a long file",
        "long record",
    ],
)
def test_broken_records_are_named(text: str, problems: list[str]) -> None:
    assert problems_of(text) == problems


def test_the_longest_field_is_read() -> None:
    longest = "x" * MAX_FIELD_CHARACTERS
    assert rows_of(f"source,target\na,{longest}\n") == [(2, ["a", longest])]


def test_an_unknown_complaint_of_the_csv_module_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def complain(*_: object, **__: object) -> object:
        def records() -> object:
            raise csv.Error("something new")
            yield

        return records()

    monkeypatch.setattr(csv, "reader", complain)
    assert problems_of("source,target\n") == ["1: something new"]


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(st.lists(st.tuples(CELL, CELL), max_size=8), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_what_the_csv_module_writes_is_read(rows: list[tuple[str, str]], delimiter: str, end: str) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("source", "target"), *rows])
    text = buffer.getvalue()
    read = rows_of(text, csv_dialect(text))
    assert [tuple(cells) for _, cells in read] == rows
    lines = [line for line, _ in read]
    ends = [1 + text[: text.find("\n") + 1].count("\n")]
    for source, target in rows[:-1]:
        ends.append(ends[-1] + 1 + source.count("\n") + target.count("\n"))
    assert lines == ends[: len(rows)]
