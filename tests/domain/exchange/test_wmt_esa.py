"""ESA ratings as WMT publishes them: scores and spans of lines whose texts are stored."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.exchange.incoming import ImportRejected
from reviewapp.domain.exchange.ratings import IncomingError, MarkedSide, RatingReading, SegmentPlace
from reviewapp.domain.exchange.wmt_esa import ESA_COLUMNS, AlignedLines, read_wmt_esa
from reviewapp.domain.text.spans import OffsetUnit, Span, span_from_offsets, utf16_offsets

PLACES = [SegmentPlace("harbour", "1"), SegmentPlace("harbour", "2"), SegmentPlace("mountain", "1")]
ALIGNED = AlignedLines(PLACES, source_language="vi", target_language="en")
ROW = {
    "user_id": "vieeng1",
    "system": "engine",
    "line_id": "1",
    "item_type": "TGT",
    "src_lang": "vie",
    "tgt_lang": "eng",
    "score": "80",
    "document_id": "harbour",
    "is_doc": "False",
    "spans_json": "[]",
    "time_start": "100.5",
    "time_end": "130.75",
    "wave": "2",
}


def written(*rows: dict[str, str], header: bool = True, columns: tuple[str, ...] = ESA_COLUMNS) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header:
        writer.writerow(columns)
    writer.writerows([row[name] for name in columns] for row in rows)
    return out.getvalue().encode()


def read(*changes: dict[str, str], **options: Any) -> RatingReading:
    data = written(*(ROW | change for change in changes), **options)
    return read_wmt_esa(data, name="esa.csv", aligned=ALIGNED)


def problems_of(data: bytes) -> list[str]:
    with pytest.raises(ImportRejected) as refused:
        read_wmt_esa(data, name="esa.csv", aligned=ALIGNED)
    return [str(problem) for problem in refused.value.problems]


def span(start: object, end: object, **more: object) -> dict[str, object]:
    return {"start_i": start, "end_i": end, "severity": "minor", "error_type": None} | more


def test_a_rating_is_placed_by_its_line() -> None:
    first, second = read({}, {"line_id": "2", "document_id": "mountain", "wave": " "}).assessments

    assert (first.article, first.segment, first.line) == ("harbour", "2", 2)
    assert (first.system, first.rater, first.campaign) == ("engine", "vieeng1", "wave 2")
    assert (first.score, first.seconds, first.occasion, first.errors) == (80.0, 30.25, 1, ())
    assert (second.article, second.segment, second.campaign) == ("mountain", "1", "")


def test_spans_are_turned_end_exclusive_and_what_is_missing_lies_in_the_source() -> None:
    spans = [span(0, 2), span("missing", "missing", severity="major", error_type=["Accuracy", "Omission"])]
    (assessment,) = read({"spans_json": json.dumps([*spans, span(4, 4, error_type="Other")])}).assessments

    assert assessment.errors == (
        IncomingError(2, MarkedSide.TARGET, 0, 3, OffsetUnit.UTF16, "", "minor"),
        IncomingError(2, MarkedSide.SOURCE, None, None, OffsetUnit.UTF16, "Accuracy/Omission", "major"),
        IncomingError(2, MarkedSide.TARGET, 4, 5, OffsetUnit.UTF16, "Other", "minor"),
    )


@pytest.mark.parametrize("columns", [ESA_COLUMNS, ESA_COLUMNS[:-1]], ids=["wave", "no wave"])
@pytest.mark.parametrize("header", [True, False], ids=["header", "none"])
def test_header_and_wave_may_be_missing(columns: tuple[str, ...], header: bool) -> None:
    (assessment,) = read({}, header=header, columns=columns).assessments
    assert assessment.campaign == ("wave 2" if "wave" in columns else "")


def test_a_second_judgement_of_the_same_text_is_counted() -> None:
    ratings = read({}, {"score": "75"}, {"wave": "3"}, {"user_id": "vieeng2"}).assessments
    assert [rating.occasion for rating in ratings] == [1, 2, 1, 1]


@pytest.mark.parametrize(
    ("start", "end", "seconds"), [("", "", None), ("5", "", None), ("5", "5", 0.0), ("9", "5", None)]
)
def test_times_may_be_unknown(start: str, end: str, seconds: float | None) -> None:
    (rating,) = read({"time_start": start, "time_end": end}).assessments
    assert rating.seconds == seconds


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"item_type": "BAD"}, 'is an item of the type "BAD", no translation'),
        ({"spans_json": '{"tutorial": true}'}, "belongs to the tutorial"),
        ({"document_id": "Tutorial-1"}, "belongs to the tutorial"),
        ({"is_doc": "True"}, "judges a whole document"),
        ({"document_id": "harbour#bad1"}, 'belongs to a document made for control, "harbour#bad1"'),
    ],
)
def test_rows_that_judge_no_translation_are_left_out_and_named(change: dict[str, str], reason: str) -> None:
    reading = read({}, change)
    assert [str(skip.reason) for skip in reading.texts.skipped] == [reason]
    assert [skip.line for skip in reading.texts.skipped] == [3]
    assert len(reading.assessments) == 1


def test_blank_lines_are_left_out() -> None:
    reading = read_wmt_esa(written(ROW) + b"\n", name="esa.csv", aligned=ALIGNED)
    assert [(skip.line, skip.reason) for skip in reading.texts.skipped] == [(3, "blank line")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"line_id": "x"}, 'line_id "x" is no number from 0'),
        ({"line_id": "-1"}, 'line_id "-1" is no number from 0'),
        ({"line_id": "3"}, "line_id 3 is beyond the 3 lines that the corpus has"),
        ({"line_id": "2"}, 'line_id 2 is a line of article "mountain" here, not of "harbour"'),
        ({"tgt_lang": "ces"}, 'tgt_lang is "ces", but the corpus has en'),
        ({"src_lang": "?"}, "'?' is not a language tag such as vi or zh-Hant"),
        ({"user_id": ""}, "names no user_id"),
        ({"system": "a\u202eb"}, "The system holds U+202E, which no name may."),
        ({"score": ""}, 'score "" is no number'),
        ({"score": "nan"}, 'score "nan" is no number'),
        ({"score": "101"}, 'score "101" is not between 0 and 100'),
        ({"score": "-1"}, 'score "-1" is not between 0 and 100'),
        ({"time_end": "noon"}, 'time_end "noon" is no number'),
        ({"spans_json": "[{"}, 'spans_json "[{" is no JSON'),
        ({"spans_json": "[" * 100_000}, "is no JSON"),
        ({"spans_json": "3"}, 'spans_json "3" is no list of spans'),
        ({"spans_json": "[3]"}, "spans_json has something else than spans in its list"),
        ({"spans_json": json.dumps([span(0, 1, severity=None)])}, "a span has no severity"),
        ({"spans_json": json.dumps([span(3, 2)])}, 'a span reaches from "3" to "2"'),
        ({"spans_json": json.dumps([span(True, 2)])}, 'a span reaches from "True" to "2"'),
        ({"spans_json": json.dumps([span("missing", 2)])}, 'a span reaches from "missing" to "2"'),
        ({"spans_json": json.dumps([span(1, 2, error_type=3)])}, "neither a name nor a list of names"),
        ({"spans_json": json.dumps([span(1, 2, error_type=[3])])}, "neither a name nor a list of names"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_by_its_line(change: dict[str, str], reason: str) -> None:
    (problem,) = problems_of(written(ROW, ROW | change))
    assert problem.startswith("esa.csv, line 3: ")
    assert reason.removesuffix(".") in problem


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (written(ROW, columns=ESA_COLUMNS[:7]), "esa.csv, line 1: lacks the column document_id"),
        (written(ROW) + b"a,b\n", "esa.csv, line 3: has 2 fields, but the file has 13 columns"),
        (b"a,b\n", "esa.csv, line 1: has 2 fields, but the file has 12 columns"),
        (written(ROW) + b'"open', "esa.csv, line 3: is no CSV: unexpected end of data"),
        (written(), "esa.csv: holds no rating"),
        (b"", "esa.csv: holds no rating"),
    ],
)
def test_a_file_of_another_kind_is_refused(data: bytes, problem: str) -> None:
    assert problems_of(data)[0].startswith(problem)


texts = st.text(st.sampled_from("ab é語🚢👩‍🔧"), min_size=1, max_size=20)


@given(data=st.data(), text=texts)
def test_a_span_comes_back_from_the_browsers_units(data: st.DataObject, text: str) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    marked = Span(start, data.draw(st.integers(start + 1, len(text))))
    first, end = utf16_offsets(text, marked)

    (rating,) = read({"spans_json": json.dumps([span(first, end - 1)])}).assessments
    (error,) = rating.errors

    assert error.start is not None
    assert error.end is not None
    assert span_from_offsets(text, start=error.start, end=error.end, unit=error.unit) == marked
