"""Whole tables, from bytes to articles or to a refusal that names every problem."""

from __future__ import annotations

import codecs
import gzip
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviewapp.domain.exchange import corrections_csv, errors_csv, jsonl
from reviewapp.domain.exchange.corrections_csv import CorrectionRow
from reviewapp.domain.exchange.incoming import ImportRejected, IncomingArticle, Reading
from reviewapp.domain.exchange.tables import TableFormat, read_table, sniff_format
from tests.domain.exchange.rows import correction_row, error_row

CSV = "Article,Segment,System,Source,Target\nrain,1,A,Mưa.,Rain.\nrain,2,A,Gió.,Wind.\nrain,1,B,Mưa.,Rains.\n"


def read(text: str, name: str = "town.csv", **options: object) -> Reading:
    return read_table(text.encode(), name=name, **({"format": None} | options))  # type: ignore[arg-type]


def problems_of(data: str | bytes, name: str = "town.csv", **options: object) -> list[str]:
    encoded = data.encode() if isinstance(data, str) else data
    with pytest.raises(ImportRejected) as refused:
        read_table(encoded, name=name, **({"format": None} | options))  # type: ignore[arg-type]
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.csv", '{"x":1}', TableFormat.CSV),
        ("a.TSV", "a,b", TableFormat.TSV),
        ("a.tab", "a,b", TableFormat.TSV),
        ("a.jsonl", "a,b", TableFormat.JSONL),
        ("a.ndjson", "", TableFormat.JSONL),
        ("a.json", "[", TableFormat.JSONL),
        ("a.txt", ' {"source":"x"}\n', TableFormat.JSONL),
        ("a.txt", "a\tb\nc", TableFormat.TSV),
        ("a.txt", "a,b\nc\td", TableFormat.CSV),
        ("upload", "", TableFormat.CSV),
    ],
)
def test_the_name_tells_the_format_or_else_the_first_line(name: str, text: str, expected: str) -> None:
    assert sniff_format(text, name=name) == expected


def test_rows_of_a_table_become_articles() -> None:
    reading = read(CSV)
    (article,) = reading.articles
    assert (article.key, article.title, reading.file) == ("rain", "rain", "town.csv")
    assert [(s.key, s.line, s.source, dict(s.translations)) for s in article.segments] == [
        ("1", 2, "Mưa.", {"A": "Rain.", "B": "Rains."}),
        ("2", 3, "Gió.", {"A": "Wind."}),
    ]
    assert reading.columns == {
        "Article": "article",
        "Segment": "segment",
        "System": "system",
        "Source": "source",
        "Target": "target",
    }


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + CSV.encode(),
        codecs.BOM_UTF16_LE + CSV.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + CSV.encode("utf-16-be"),
        CSV.replace("\n", "\r\n").encode(),
        CSV.replace(",", ";").encode(),
        CSV.replace(",", "\t").encode(),
        CSV.rstrip("\n").encode(),
    ],
    ids=["mark", "utf-16 little", "utf-16 big", "CR LF", "semicolons", "tabs", "no last line end"],
)
def test_dress_makes_no_difference(data: bytes) -> None:
    assert read_table(data, name="town.csv", format=None) == read(CSV)


def test_the_format_may_be_told() -> None:
    assert read(CSV.replace(",", "\t"), format=TableFormat.TSV).articles == read(CSV).articles
    header, *rows = (line.split(",") for line in CSV.splitlines())
    objects = "\n" + "\n".join(json.dumps(dict(zip(header, row, strict=True))) for row in rows)
    assert read(objects, format=TableFormat.JSONL).articles == read(CSV).articles


def test_a_bitext_of_two_columns_needs_no_header() -> None:
    reading = read("Mưa.\tRain.\nGió.\t\n\tExtra.\n", name="council.txt")
    (article,) = reading.articles
    assert article.key == "council"
    assert [(s.key, s.source, dict(s.translations)) for s in article.segments] == [
        ("1", "Mưa.", {"MT": "Rain."}),
        ("2", "Gió.", {"MT": ""}),
        ("3", "", {"MT": "Extra."}),
    ]


def test_toolkit_tables_are_read() -> None:
    text = (
        '"location","source","target","id","fuzzy","context","translator_comments","developer_comments"\n'
        '"a.py:1","Mưa.","Rain.","","False","","",""\n'
        '"a.py:2","Gió.","","","True","menu","why?",""\n'
    )
    reading = read(text)
    assert [segment.key for segment in reading.articles[0].segments] == ["1", "2"]
    assert [header for header, field in reading.columns.items() if field == "ignored"] == [
        "location",
        "fuzzy",
        "context",
        "translator_comments",
        "developer_comments",
    ]


def test_a_mapping_of_columns_is_used() -> None:
    columns = {"Tiếng Việt": "source", "English": "target", "Note": "ignored"}
    reading = read("Tiếng Việt;English;Note\nMưa.;Rain.;x\n", columns=columns)
    assert reading.columns == columns
    assert reading.articles[0].segments[0].translations == {"MT": "Rain."}


def test_post_edits_come_with_their_translation() -> None:
    reading = read("source,mt,pe,reference\nMưa.,Rains.,Rain.,It rains.\nGió.,Wind.,,\n")
    first, second = reading.articles[0].segments
    assert (first.translations, first.corrections) == ({"MT": "Rains."}, {"MT": "Rain."})
    assert first.references == {"reference": "It rains."}
    assert (second.corrections, second.references) == ({}, {})


def test_what_is_left_out_is_told() -> None:
    reading = read(CSV + "\nrain,1,B,Mưa.,Rains.\nrain,3,A,,\n")
    assert [str(skipped.line) + " " + skipped.reason for skipped in reading.skipped] == [
        "5 blank line",
        "6 repeats line 4",
        "7 no text on any side",
    ]


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ("", ["town.csv: is empty"]),
        (" \n\n", ["town.csv: is empty"]),
        ("source,target\n", ["town.csv: has a header but no rows"]),
        ("source,target\n\n", ["town.csv: has a header but no rows"]),
        ("source,target\n,\n", ["town.csv: holds no text: every row is blank"]),
        ("source\nx\n", ['town.csv, line 1: lacks a "target" column (or "translation", "mt_original", …)']),
        (
            "source,correction\nx,y\n",
            ["town.csv, line 2: has a correction but no target that it corrects"],
        ),
        ("<?xml version='1.0'?>\n<tmx/>", ["town.csv, line 1: is XML, not a table"]),
        ("\n<!DOCTYPE html>", ["town.csv, line 1: is XML, not a table"]),
        (b"source,target\na,\xe9\n", ["town.csv, line 2: is not UTF-8 at byte 16 (0xE9); save it as UTF-8"]),
        (
            "source,target\na,b\0\n",
            [
                "town.csv, line 2: holds a NUL character; a UTF-16 file needs a byte order mark, any other must be plain text"
            ],
        ),
        (
            "source,target\na\n" + f'"x\ny",{"z" * 10_001}\n' + "b\n",
            [
                "town.csv, line 2: has 1 fields, but the header has 2",
                "town.csv, line 3: target: The text has 10,001 characters; the limit is 10,000.",
                "town.csv, line 5: has 1 fields, but the header has 2",
            ],
        ),
        (
            "segment,source,target\n1,a,b\n2,c,d\n1,a,x\n2,z,d\n",
            [
                'town.csv, line 4: contradicts line 2: segment "1" of "MT" has another target there',
                'town.csv, line 5: contradicts line 3: segment "2" of "MT" has another source there',
            ],
        ),
    ],
)
def test_refusals_say_where_and_why(data: str | bytes, problems: list[str]) -> None:
    assert problems_of(data) == problems


def test_unknown_columns_are_refused_by_name() -> None:
    first, second, known = problems_of("source,sorce,colour\na,b,c\n")
    assert first == 'town.csv, line 1: unknown column "sorce"; did you mean "source"?'
    assert second.startswith('town.csv, line 1: unknown column "colour"')
    assert "any other must be mapped" in known


def test_mapped_columns_must_be_there() -> None:
    assert problems_of("source,target\na,b\n", columns={"English": "target"}) == [
        'town.csv: has no column "English", which the mapping names'
    ]
    assert problems_of("source,target\na,b\n", columns={"source": "tongue"}) == [
        'town.csv, line 1: the mapping names no known field for "source": "tongue"'
    ]


def test_packed_tables_are_refused() -> None:
    (problem,) = problems_of(gzip.compress(CSV.encode()))
    assert "gzip" in problem


def test_a_thousand_problems_are_enough() -> None:
    assert len(problems_of("source,target\n" + "a\n" * 5_000)) == 1_000


def test_json_lines_are_refused_by_line() -> None:
    text = '{"target": "\\ud800"}\n{"target": "a", "target": "b"}\n{"target": NaN}\n' + "[" * 100_000
    assert problems_of(text, name="a.jsonl") == [
        "a.jsonl, line 1: target: Character 1 is broken: half of a surrogate pair (U+D800).",
        'a.jsonl, line 2: has the key "target" twice',
        "a.jsonl, line 3: holds NaN, which is no JSON",
        "a.jsonl, line 4: is nested deeper than 16",
    ]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a"])
@given(data=st.binary(max_size=200) | st.text("source,target\t\"'\n\r{}:[]=1é", max_size=80).map(str.encode))
@example(data=b'{"source": "a", "target": 1e999}')
@example(data=b'source,target\n"')
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    rejected: ImportRejected | None = None
    articles: tuple[IncomingArticle, ...] = ()
    try:
        articles = read_table(data, name=name, format=None).articles
    except ImportRejected as refused:
        rejected = refused
    assert (rejected is None) == bool(articles)
    assert all(article.segments for article in articles)
    assert str(rejected).encode()


# Texts as people write them and as they should not: scripts, starts that a spreadsheet runs, quotes, line ends.
_PIECES = [
    *"=+-@'\t\r\n|%＝＋－＠\"",
    *[",", ";", "\r\n", "\u2028", "\x85", "\u200b", "\ufeff", " ", "\u00a0", "''", '""', "{", "<v>"],
    *["Nghệ An", "e\u0302\u0301", "東京", "القاهرة", "هم‌وطن", "हिन्दी", "ประเทศ", "😀", "👩‍🚀", "Łódź"],
]
TEXT = st.lists(st.sampled_from(_PIECES), max_size=6).map("".join)
NAME = st.sampled_from(["=cmd", "'quoted", "-1", "@home", "tin tức", "東京 1", "a,b", 'a"b', "＝x", "1"])


@st.composite
def exported(draw: st.DrawFn) -> list[CorrectionRow]:
    """Rows as the app exports them: every system once a segment, one source and one title for all."""
    rows = []
    for article in draw(st.lists(NAME, min_size=1, max_size=3, unique=True)):
        title = draw(NAME)
        for number, segment in enumerate(draw(st.lists(NAME, min_size=1, max_size=3, unique=True)), 1):
            source = draw(TEXT)
            for system in draw(st.lists(NAME, min_size=1, max_size=2, unique=True)):
                correction = draw(st.none() | TEXT)
                rows.append(
                    correction_row(
                        article_id=article,
                        article_title=title,
                        segment_no=number,
                        segment_id=segment,
                        source=source,
                        system=system,
                        mt_original=draw(TEXT) + "x",
                        correction=correction,
                        status="open" if correction is None else "corrected",
                        comment=draw(TEXT),
                    )
                )
    return rows


def texts_of(reading: Reading) -> list[tuple[str | None, ...]]:
    return [
        (article.key, article.title, s.key, s.source, system, text, s.corrections.get(system))
        for article in reading.articles
        for s in article.segments
        for system, text in s.translations.items()
    ]


def texts_in(rows: list[CorrectionRow]) -> list[tuple[str | None, ...]]:
    return [
        (r.article_id, r.article_title, r.segment_id, r.source, r.system, r.mt_original, r.correction)
        for r in rows
    ]


@given(rows=exported(), guarded=st.booleans(), bom=st.booleans())
def test_our_own_corrections_come_back_exactly(rows: list[CorrectionRow], guarded: bool, bom: bool) -> None:
    data = "".join(corrections_csv.write(rows, guarded=guarded, bom=bom)).encode()
    reading = read_table(data, name="export.csv", format=None)
    assert texts_of(reading) == texts_in(rows)
    assert reading.skipped == ()


@given(rows=exported())
def test_our_own_json_lines_come_back_exactly(rows: list[CorrectionRow]) -> None:
    data = "".join(jsonl.write(rows)).encode()
    assert texts_of(read_table(data, name="export.jsonl", format=None)) == texts_in(rows)


def test_a_segment_that_nobody_translated_comes_back_without_a_translation() -> None:
    rows = [correction_row(system=None, mt_original=None, correction=None, status="open")]
    for data, name in (
        ("".join(corrections_csv.write(rows, guarded=True, bom=False)), "a.csv"),
        ("".join(jsonl.write([*rows, correction_row(segment_id="2")])), "a.jsonl"),
    ):
        segment = read(data, name=name).articles[0].segments[0]
        assert (segment.source, dict(segment.translations)) == ("Mưa lớn.", {})


def test_an_omission_that_the_editor_filled_comes_back() -> None:
    rows = [correction_row(mt_original="")]
    (segment,) = read("".join(corrections_csv.write(rows, guarded=True, bom=True))).articles[0].segments
    assert (segment.translations, segment.corrections) == ({"engine": ""}, {"engine": "Heavy rain."})


def test_our_errors_are_not_taken_for_a_bilingual_table() -> None:
    problems = problems_of("".join(errors_csv.write([error_row()], guarded=True, bom=False)))
    assert any('unknown column "error_id"' in problem for problem in problems)
