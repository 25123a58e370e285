"""What headers mean."""

from __future__ import annotations

import pytest

from reviewapp.domain.exchange.corrections_csv import CORRECTION_COLUMNS
from reviewapp.domain.exchange.import_log import TableLog
from reviewapp.domain.exchange.incoming import ImportRejected
from reviewapp.domain.exchange.table_columns import (
    MAX_COLUMNS,
    ColumnsRefused,
    TableField,
    admit_columns,
    known_field,
    resolve_columns,
)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("source", "source"),
        ("Source", "source"),
        (" SOURCE ", "source"),
        ("original", "source"),
        ("untranslated", "source"),
        ("target", "target"),
        ("translated", "target"),
        ("Translation", "target"),
        ("mt_original", "target"),
        ("MT original", "target"),
        ("mt-original", "target"),
        ("article", "article"),
        ("article_id", "article"),
        ("title", "article_title"),
        ("Article Title", "article_title"),
        ("segment", "segment"),
        ("segment_no", "segment"),
        ("id", "segment"),
        ("key", "segment"),
        ("label", "segment"),
        ("identified", "segment"),
        ("system", "system"),
        ("reference", "reference"),
        ("reference_name", "reference_name"),
        ("correction", "correction"),
        ("location", "ignored"),
        ("fuzzy", "ignored"),
        ("state", "ignored"),
        ("context", "ignored"),
        ("notes", "ignored"),
        ("translator_comments", "ignored"),
        ("developer_comments", "ignored"),
        ("hter", "ignored"),
        ("errors_json", "ignored"),
        ("colour", None),
        ("", None),
    ],
)
def test_known_headers(header: str, field: str | None) -> None:
    assert known_field(header) == field


def test_every_column_of_our_own_export_is_known() -> None:
    columns = resolve_columns(CORRECTION_COLUMNS)
    read = {h: f for h, f in zip(columns.headers, columns.fields, strict=True) if f is not TableField.IGNORED}
    assert read == {
        "article_id": "article",
        "article_title": "article_title",
        "segment_id": "segment",
        "source": "source",
        "system": "system",
        "mt_original": "target",
        "correction": "correction",
        "status": "status",
        "cell_guard": "cell_guard",
    }


@pytest.mark.parametrize(
    ("headers", "read"),
    [
        (["segment_no", "segment_id", "target"], "segment_id"),
        (["id", "segment", "target"], "segment"),
        (["key", "segment_no", "target"], "key"),
    ],
)
def test_one_of_several_segment_columns_is_read(headers: list[str], read: str) -> None:
    columns = resolve_columns(headers)
    assert headers[columns.fields.index(TableField.SEGMENT)] == read
    assert columns.fields.count(TableField.SEGMENT) == 1


def test_a_mapping_goes_first() -> None:
    columns = resolve_columns(
        ["English", "source", "line", "id"],
        mapping={"English": "target", "source": "ignored", "line": "segment"},
    )
    assert columns.fields == (
        TableField.TARGET,
        TableField.IGNORED,
        TableField.SEGMENT,
        TableField.IGNORED,
    )


def reasons_of(headers: list[str], mapping: dict[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(ColumnsRefused) as refused:
        resolve_columns(headers, mapping=mapping)
    return refused.value.reasons


def test_unknown_headers_are_named_with_the_nearest_known_one() -> None:
    *unknown, known = reasons_of(["sourceString", "qqq", "traget", " "])
    assert unknown == [
        'unknown column "sourceString"; did you mean "source"?',
        'unknown column "qqq"',
        'unknown column "traget"; did you mean "target"?',
        "column 4 has no name",
    ]
    assert known.startswith("known columns are article, article_title, segment, source, target, system,")
    assert "cell_guard" not in known


def test_a_hostile_header_makes_a_printable_message() -> None:
    (first, _) = reasons_of(["\u202e" + "x" * 5_000, "target"])
    assert first.isprintable()
    assert len(first) < 120


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (
            ["target", "translation"],
            '"target" and "translation" both mean the target column; keep one, or map the other to ignored',
        ),
        (
            ["source", "Source"],
            '"source" and "Source" both mean the source column; keep one, or map the other to ignored',
        ),
    ],
)
def test_two_columns_of_one_meaning_are_refused(headers: list[str], reason: str) -> None:
    assert reasons_of(headers) == (reason,)


def test_a_mapping_to_no_field_is_refused() -> None:
    assert reasons_of(["English"], {"English": "tongue"}) == (
        'the mapping names no known field for "English": "tongue"',
    )


def test_columns_are_noted_as_they_stand_in_the_file() -> None:
    log = TableLog("a.csv")
    columns = admit_columns(["Source ", "Translation"], line=1, log=log)
    assert columns is not None
    assert log.columns == {"Source ": "source", "Translation": "target"}
    log.raise_any()


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (["target"] * (MAX_COLUMNS + 1), "has 201 columns; the limit is 200"),
        (["source", "source"], "both mean the source column"),
    ],
)
def test_refused_columns_are_noted_as_problems(headers: list[str], reason: str) -> None:
    log = TableLog("a.csv")
    assert admit_columns(headers, line=4, log=log) is None
    with pytest.raises(ImportRejected, match=f"^a.csv, line 4: .*{reason}"):
        log.raise_any()


def test_columns_that_grow_from_row_to_row_have_an_end() -> None:
    log = TableLog("a.jsonl")
    for number in range(MAX_COLUMNS - 1):
        assert admit_columns(["target", f"x{number}_comments"], line=number, log=log)
    assert admit_columns(["target", "last_comments"], line=900, log=log) is None
    with pytest.raises(ImportRejected, match="line 900: brings the columns to 201; the limit is 200"):
        log.raise_any()
