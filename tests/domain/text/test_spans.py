"""Spans mean the same characters whatever the other side counts in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.text.spans import OffsetUnit, Span, SpanOutsideText, span_from_offsets, utf16_offsets

PIECES = [
    "a",
    "é",
    "e\u0301",
    "ế",
    "中",
    "🙂",
    "👩\u200d💻",
    "🇻🇳",
    "\r\n",
    "\u00a0",
    "م",
    "שָ",
    "\u202e",
    "क्षे",
    "𝄞",
    " ",
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 0), (3, 3), (4, 2)])
def test_a_span_is_never_empty_or_negative(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="0 <= start < end"):
        Span(start, end)


def test_spans_sort_by_where_they_stand() -> None:
    assert sorted([Span(2, 3), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(2, 3)]


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Span(0, 2), Span(2, 4), False),
        (Span(0, 3), Span(2, 4), True),
        (Span(0, 9), Span(3, 4), True),
        (Span(5, 6), Span(0, 2), False),
    ],
)
def test_overlap_goes_both_ways(one: Span, other: Span, overlap: bool) -> None:
    assert one.overlaps(other) is overlap
    assert other.overlaps(one) is overlap


def test_a_span_gives_its_text_or_says_that_it_is_outside() -> None:
    assert Span(3, 6).text_in("in Hà Nội") == "Hà "
    with pytest.raises(SpanOutsideText):
        Span(3, 10).text_in("in Hà Nội")


@pytest.mark.parametrize(
    ("unit", "start", "end", "marked"),
    [
        (OffsetUnit.CODE_POINT, 1, 2, "🙂"),
        (OffsetUnit.UTF16, 1, 3, "🙂"),
        (OffsetUnit.UTF16, 1, 2, "🙂"),
        (OffsetUnit.UTF16, 2, 3, "🙂"),
        (OffsetUnit.UTF16, 2, 4, "🙂b"),
        (OffsetUnit.UTF16, 0, 2, "a🙂"),
        (OffsetUnit.UTF8, 1, 5, "🙂"),
        (OffsetUnit.UTF8, 3, 4, "🙂"),
        (OffsetUnit.UTF8, 4, 6, "🙂b"),
    ],
)
def test_offsets_inside_a_character_take_all_of_it(
    unit: OffsetUnit, start: int, end: int, marked: str
) -> None:
    text = "a🙂b"
    assert span_from_offsets(text, start=start, end=end, unit=unit).text_in(text) == marked


@pytest.mark.parametrize("unit", OffsetUnit)
@pytest.mark.parametrize(("start", "end"), [(-1, 1), (0, 0), (2, 1), (0, 99), (50, 60)])
def test_offsets_outside_the_text_are_refused(unit: OffsetUnit, start: int, end: int) -> None:
    with pytest.raises(SpanOutsideText):
        span_from_offsets("a🙂b", start=start, end=end, unit=unit)


@given(texts_with_spans())
def test_spans_survive_utf16(case: tuple[str, Span]) -> None:
    text, span = case
    start, end = utf16_offsets(text, span)
    assert text.encode("utf-16-le")[start * 2 : end * 2].decode("utf-16-le") == span.text_in(text)
    assert span_from_offsets(text, start=start, end=end, unit=OffsetUnit.UTF16) == span


@given(texts_with_spans())
def test_spans_survive_utf8(case: tuple[str, Span]) -> None:
    text, span = case
    start = len(text[: span.start].encode())
    end = start + len(span.text_in(text).encode())
    assert span_from_offsets(text, start=start, end=end, unit=OffsetUnit.UTF8) == span


@given(texts_with_spans())
def test_code_points_are_the_spans_own_unit(case: tuple[str, Span]) -> None:
    text, span = case
    assert span_from_offsets(text, start=span.start, end=span.end, unit=OffsetUnit.CODE_POINT) == span


def test_browser_offsets_outside_the_text_are_refused() -> None:
    with pytest.raises(SpanOutsideText):
        utf16_offsets("abc", Span(2, 4))
