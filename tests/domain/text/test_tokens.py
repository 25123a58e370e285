"""Tokens are what a reader of the language would mark with one click."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.text.spans import Span, SpanOutsideText
from reviewapp.domain.text.tokens import (
    count_words,
    grapheme_texts,
    graphemes,
    snap_to_tokens,
    token_ranges,
    tokenize,
)

PIECES = [
    *("a", "Ba", "don't", "l'eau", "1,234.5", "U.S.", "-", ".", "'", "·", "(", "Ⅷ", "½", "²"),
    *(" ", "  ", "\u00a0", "\r\n", "\n", "\r", "\t", "\u3000", "\u200b", "\u00ad", "\u2060"),
    *("é", "e\u0301", "\u0301", "\u200d", "\u200c", "\ufe0f", "ệ", "ệ", "🙂", "👩🏽", "🏽", "🇻", "ℹ", "1️⃣"),
    *(
        "中",
        "文",
        "ー",
        "カ",
        "ﾞ",
        "กำ",
        "เ",
        "๑",
        "ក្ម",
        "་",
        "한",
        "ᄀ",
        "م",
        "ّ",
        "\u0600",
        "צה״ל",
        "क्षे",
        "\u0d4e",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs", "Cc"]), max_size=15).map(
    "".join
)
LANGUAGES = st.sampled_from(["en", "fr", "zh", "th", "ar"])


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(TEXTS.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


@pytest.mark.parametrize(
    ("language", "text", "tokens"),
    [
        ("en", "He didn't go.", "He|didn't|go|."),
        ("en", "Putin’s plan", "Putin’s|plan"),
        ("en", "players' union", "players|'|union"),
        ("en", "'quoted'", "'|quoted|'"),
        ("en", "Russia-US talks", "Russia|-|US|talks"),
        ("en", "cost 1,234.5 dollars", "cost|1,234.5|dollars"),
        ("en", "in 2024, 3 of 4.", "in|2024|,|3|of|4|."),
        ("en", "+5.2%", "+|5.2|%"),
        ("en", "1980's A4 5km m²", "1980's|A4|5km|m²"),
        ("en", "the U.S. and D.C", "the|U.S.|and|D.C"),
        ("en", "said I.The end", "said|I|.|The|end"),
        ("en", "Wait...", "Wait|.|.|."),
        ("en", "co\u00adoperate", "co\u00adoperate"),
        ("en", "snake_case", "snake|_|case"),
        ("en", "Mr 习近平 said", "Mr|习|近|平|said"),
        ("en", "👩\u200d💻🇻🇳!", "👩\u200d💻|🇻🇳|!"),
        ("en", "cafe\u0301", "cafe\u0301"),
        ("en", "1\ufe0f\u20e3 one", "1\ufe0f\u20e3|one"),
        ("fr", "l'homme d’État", "l'|homme|d’|État"),
        ("fr", "1\u202f234,5 et 12\u00a0000", "1\u202f234,5|et|12\u00a0000"),
        ("fr", "1\u00a02345", "1|2345"),
        ("de", "1'234'567", "1'234'567"),
        ("ca", "col·lecció d'art", "col·lecció|d'|art"),
        ("vi", "Thủ tướng dự hội nghị.", "Thủ|tướng|dự|hội|nghị|."),
        ("vi", "Hà Nội", "Hà|Nội"),
        ("uk", "п'ять приʼют", "п'ять|приʼют"),
        ("ar", "صَرَّحَ الوزيرُ، أمس", "صَرَّحَ|الوزيرُ|،|أمس"),
        ("ar", "١٬٢٣٤٫٥", "١٬٢٣٤٫٥"),
        ("fa", "می‌خواهم", "می‌خواهم"),
        ("he", 'צה"ל צה״ל "כן"', 'צה"ל|צה״ל|"|כן|"'),
        ("hi", "भारत के क्षेत्र।", "भारत|के|क्षेत्र|।"),
        ("ko", "한국은 中國과", "한국은|中|國|과"),
        ("zh", "中国GDP增长5.2%。", "中|国|GDP|增|长|5.2|%|。"),
        ("zh", "第3章，2020年", "第|3|章|，|2020|年"),
        ("zh", "〇 T恤", "〇|T|恤"),
        ("ja", "ラーメン店", "ラ|ー|メ|ン|店"),
        ("ja", "ｶﾞｽ", "ｶﾞ|ｽ"),
        ("th", "กรุงเทพ ๑๒๓", "ก|รุ|ง|เ|ท|พ|๑๒๓"),
        ("bo", "བོད་", "བོ|ད|་"),
        ("en", "", ""),
        ("en", " \r\n\u00a0", ""),
        ("en", "x \u0301y", "x| \u0301|y"),
        ("en", "ab\u0600c", "ab|\u0600c"),
    ],
)
def test_text_is_cut_as_its_readers_would(language: str, text: str, tokens: str) -> None:
    assert "|".join(token.text for token in tokenize(text, language=language)) == tokens


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Two words, one comma.", 4),
        ("en", "It rose 1.5% - again!", 4),
        ("en", "", 0),
        ("en", "🙂 ... !", 0),
        ("vi", "Hà Nội mưa to", 4),
        ("zh", "今天有雨。", 4),
        ("zh", "GDP增长5.2%", 4),
        ("ar", "قال الوزير", 2),
    ],
)
def test_words_are_counted_and_characters_where_there_are_no_spaces(
    language: str, text: str, words: int
) -> None:
    assert count_words(text, language=language) == words


@given(TEXTS, LANGUAGES)
def test_tokens_stand_in_order_and_cover_all_but_white_space(text: str, language: str) -> None:
    tokens = tokenize(text, language=language)
    end = 0
    for token in tokens:
        assert text[end : token.span.start].strip() == ""
        assert token.span.text_in(text) == token.text
        assert token.text.strip()
        end = token.span.end
    assert text[end:].strip() == ""
    assert [(t.span.start, t.span.end, t.is_word) for t in tokens] == token_ranges(text, language=language)


@given(TEXTS, LANGUAGES)
def test_no_token_cuts_a_grapheme(text: str, language: str) -> None:
    edges = {0, *(span.end for span in graphemes(text))}
    for token in tokenize(text, language=language):
        assert {token.span.start, token.span.end} <= edges


@given(TEXTS)
def test_graphemes_cover_the_text(text: str) -> None:
    assert [span.text_in(text) for span in graphemes(text)] == grapheme_texts(text)
    assert "".join(grapheme_texts(text)) == text


@pytest.mark.parametrize(
    ("text", "count"),
    [("e\u0301", 1), ("👩\u200d👩\u200d👧", 1), ("🇻🇳🇫🇷", 2), ("\r\n", 1), ("क्षे", 1), ("กำ", 1)],
)
def test_a_grapheme_is_what_readers_call_a_character(text: str, count: int) -> None:
    assert len(graphemes(text)) == count


@pytest.mark.parametrize(
    ("language", "text", "start", "end", "snapped"),
    [
        ("en", "It was not so.", 4, 5, "was"),
        ("en", "It was not so.", 5, 8, "was not"),
        ("en", "It was not so.", 2, 7, "was"),
        ("en", "It was not so.", 13, 14, "."),
        ("en", "two  spaces", 3, 5, "  "),
        ("en", "one\r\ntwo", 3, 4, "\r\n"),
        ("en", "end ", 3, 4, " "),
        ("zh", "今天有雨", 1, 2, "天"),
        ("en", "a 👩\u200d💻 b", 3, 4, "👩\u200d💻"),
        ("vi", "tie\u0302\u0301ng", 3, 4, "tie\u0302\u0301ng"),
    ],
)
def test_spans_snap_to_whole_words(language: str, text: str, start: int, end: int, snapped: str) -> None:
    assert snap_to_tokens(text, Span(start, end), language=language).text_in(text) == snapped


@given(texts_with_spans(), LANGUAGES)
def test_snapping_twice_changes_nothing(case: tuple[str, Span], language: str) -> None:
    text, span = case
    snapped = snap_to_tokens(text, span, language=language)
    assert snap_to_tokens(text, snapped, language=language) == snapped
    assert snapped.overlaps(span)


def test_spans_outside_the_text_do_not_snap() -> None:
    with pytest.raises(SpanOutsideText):
        snap_to_tokens("short", Span(2, 9), language="en")


def test_many_marks_on_one_letter_are_one_token_at_once() -> None:
    assert len(tokenize("x" + "\u0301" * 10_000, language="en")) == 1
