"""Hidden characters are found and named; those that spelling needs are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.text.controls import Control, hidden_controls
from reviewapp.domain.text.spans import Span


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u202e", "right-to-left override"),
        ("\u2066", "left-to-right isolate"),
        ("\u200e", "left-to-right mark"),
        ("\u061c", "arabic letter mark"),
        ("\u200b", "zero width space"),
        ("\u200c", "zero width non-joiner"),
        ("\u200d", "zero width joiner"),
        ("\u2060", "word joiner"),
        ("\u00ad", "soft hyphen"),
        ("\ufeff", "byte order mark (zero width no-break space)"),
        ("\u2028", "line separator"),
        ("\u3164", "hangul filler"),
        ("\u180e", "mongolian vowel separator"),
        ("\U000e0041", "tag latin capital letter a"),
        ("\U000e0100", "variation selector-17"),
        ("\x85", "next line control"),
        ("\x91", "control character U+0091"),
    ],
)
def test_hidden_characters_are_named_for_their_chips(character: str, name: str) -> None:
    assert hidden_controls(f"in{character}to") == (Control(Span(2, 3), ord(character), name),)


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, a no-break\u00a0space,\ttabs\r\nand lines.",
        "می\u200cخواهم",
        "مَ\u200cن",
        "क्\u200dष क्\u200cष",
        "👩\u200d💻 👩🏽\u200d🚀 ❤\ufe0f\u200d🔥 🏳\ufe0f\u200d🌈 1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "กา\u200bขา ភាសា\u200bខ្មែរ",
        "ᠠ\u180eᠨ",
        "葛\U000e0100",
        "",
    ],
)
def test_what_spelling_needs_is_not_reported(text: str) -> None:
    assert hidden_controls(text) == ()


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("\ufeffword", [0]),
        ("a\u200db 👩\u200d", [1, 5]),
        ("\u202eabc\u202c", [0, 4]),
        ("🙂\u202e", [1]),
        ("🙂 \U000e0041", [2]),
        ("a\u200bก", [1]),
    ],
)
def test_places_are_code_points(text: str, starts: list[int]) -> None:
    assert [control.span.start for control in hidden_controls(text)] == starts


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), max_size=30))
def test_ordinary_characters_are_never_reported(text: str) -> None:
    fillers = {"\u115f", "\u1160", "\u3164", "\uffa0"}
    assert [c for c in hidden_controls(text) if text[c.span.start] not in fillers] == []
