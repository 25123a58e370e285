"""Differences are exact, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.text.admission import MAX_CHARACTERS
from reviewapp.domain.text.diff import Change, ChangeKind, carry_span, diff_texts
from reviewapp.domain.text.spans import Span
from reviewapp.domain.text.tokens import graphemes

PIECES = [
    *(
        "rain",
        "fell",
        "on",
        "the",
        "coast",
        "don't",
        "1,234.5",
        ",",
        ".",
        "中",
        "国",
        "한국",
        "مطر",
        "e\u0301",
        "🙂",
    ),
    *(
        " ",
        " ",
        " ",
        "  ",
        "\r\n",
        "\n",
        "\r",
        "\u00a0",
        "\u3000",
        "\u0301",
        "\u200d",
        "👩\u200d💻",
        "🇻",
        "\u0600",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=12)
LANGUAGES = st.sampled_from(["en", "fr", "zh"])


def shown(changes: tuple[Change, ...]) -> str:
    marks = {ChangeKind.SAME: "{}", ChangeKind.DELETED: "[-{}-]", ChangeKind.INSERTED: "{{+{}+}}"}
    return "".join(marks[change.kind].format(change.text) for change in changes)


def join(changes: tuple[Change, ...], kind: ChangeKind) -> str:
    return "".join(change.text for change in changes if change.kind in {ChangeKind.SAME, kind})


@pytest.mark.parametrize(
    ("language", "before", "after", "expected"),
    [
        ("en", "", "", ""),
        ("en", "rain fell", "rain fell", "rain fell"),
        ("en", "", "rain", "{+rain+}"),
        ("en", "rain", "", "[-rain-]"),
        ("en", "heavy rain fell", "rain fell", "[-heavy -]rain fell"),
        ("en", "heavy rain fell", "heavy fell", "heavy [-rain -]fell"),
        ("en", "heavy rain", "heavy", "heavy[- rain-]"),
        ("en", "rain fell", "snow fell", "[-rain-]{+snow+} fell"),
        ("en", "the rain fell here", "the snow melted here", "the [-rain fell-]{+snow melted+} here"),
        ("en", "he does not go", "he doesn't go", "he [-does not-]{+doesn't+} go"),
        ("en", "1,234 people", "1,243 people", "[-1,234-]{+1,243+} people"),
        ("en", "two  spaces", "two spaces", "two [- -]spaces"),
        ("en", "5 %", "5\u00a0%", "5[- -]{+\u00a0+}%"),
        ("en", "one\r\ntwo", "one\ntwo", "one[-\r\n-]{+\n+}two"),
        ("en", "one\r\ntwo three", "one\r\nthree", "one\r\n[-two -]three"),
        ("en", "rain ", " rain", "{+ +}rain[- -]"),
        ("en", " ", "\n ", "{+\n+} "),
        ("zh", "今天有雨", "今日有大雨", "今[-天-]{+日+}有{+大+}雨"),
        ("en", "Mr 习近平", "Mr 习仲平", "Mr 习[-近-]{+仲+}平"),
        ("vi", "hội nghị cấp cao", "hội đàm cấp cao", "hội [-nghị-]{+đàm+} cấp cao"),
        ("en", "a \u0301b", "a b", "a[- \u0301-]{+ +}b"),
    ],
)
def test_changes_read_as_an_editor_would_mark_them(
    language: str, before: str, after: str, expected: str
) -> None:
    assert shown(diff_texts(before, after, language=language)) == expected


@given(TEXTS, TEXTS, LANGUAGES)
def test_both_texts_can_be_joined_again(before: str, after: str, language: str) -> None:
    changes = diff_texts(before, after, language=language)
    assert join(changes, ChangeKind.DELETED) == before
    assert join(changes, ChangeKind.INSERTED) == after


@given(TEXTS, TEXTS, LANGUAGES)
def test_ranges_say_where_each_stretch_stands(before: str, after: str, language: str) -> None:
    old_end = new_end = 0
    previous = None
    for change in diff_texts(before, after, language=language):
        assert (change.before[0], change.after[0]) == (old_end, new_end)
        old_text, new_text = before[slice(*change.before)], after[slice(*change.after)]
        assert old_text == ("" if change.kind is ChangeKind.INSERTED else change.text)
        assert new_text == ("" if change.kind is ChangeKind.DELETED else change.text)
        assert change.text
        assert change.kind is not previous
        previous, old_end, new_end = change.kind, change.before[1], change.after[1]
    assert (old_end, new_end) == (len(before), len(after))


@given(TEXTS, TEXTS, LANGUAGES)
def test_no_change_cuts_a_grapheme(before: str, after: str, language: str) -> None:
    old_edges = {0, *(span.end for span in graphemes(before))}
    new_edges = {0, *(span.end for span in graphemes(after))}
    for change in diff_texts(before, after, language=language):
        assert set(change.before) <= old_edges
        assert set(change.after) <= new_edges


@given(TEXTS.filter(bool), LANGUAGES)
def test_an_unchanged_text_is_one_change_and_keeps_every_span(text: str, language: str) -> None:
    (change,) = diff_texts(text, text, language=language)
    assert change == Change(ChangeKind.SAME, text, (0, len(text)), (0, len(text)))
    assert carry_span(Span(0, len(text)), (change,)) == Span(0, len(text))


@pytest.mark.parametrize(
    ("marked", "carried"),
    [
        ("fell", "fell"),
        ("on the", "on the"),
        ("Heavy", None),
        ("Heavy rain", None),
        ("fell on", None),
        ("coast.", None),
        ("rain", "rain"),
    ],
)
def test_a_span_follows_its_words_until_they_are_touched(marked: str, carried: str | None) -> None:
    before, after = "Heavy rain fell on the coast.", "Strong rain fell late on the shore."
    start = before.index(marked)
    found = carry_span(Span(start, start + len(marked)), diff_texts(before, after, language="en"))
    assert (found.text_in(after) if found else None) == carried


@given(TEXTS, TEXTS, st.data())
def test_a_carried_span_marks_the_same_text(before: str, after: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(before)))
    span = Span(start, data.draw(st.integers(start + 1, len(before) + 1)))
    if carried := carry_span(span, diff_texts(before, after, language="en")):
        assert carried.text_in(after) == span.text_in(before)


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("zh", "今天有雨明日晴" * 1500, "今天有雪明日阴" * 1500),
        ("en", "rain fell on the coast " * 450, "rain falls on a coast " * 450),
        ("en", "a-" * 5000, "- a" * 3333),
        ("vi", "tie\u0302\u0301ng Việt " * 800, "tiếng Việt " * 900),
    ],
    ids=["chinese", "english", "nothing but one-letter tokens", "combining marks"],
)
def test_the_longest_texts_are_compared_without_a_loss(language: str, before: str, after: str) -> None:
    before, after = before[:MAX_CHARACTERS], after[:MAX_CHARACTERS]
    changes = diff_texts(before, after, language=language)
    assert "".join(c.text for c in changes if c.kind is not ChangeKind.INSERTED) == before
    assert "".join(c.text for c in changes if c.kind is not ChangeKind.DELETED) == after
