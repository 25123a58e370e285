"""Names are short and stay on their line."""

from __future__ import annotations

import pytest

from reviewapp.domain.exchange.names import MAX_NAME_CHARACTERS, admit_name, printable_part
from reviewapp.domain.text.admission import TextRefused


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ONLINE-W", "ONLINE-W"),
        ("  spaced\u00a0", "spaced"),
        ("", ""),
        ("می‌خواهم", "می‌خواهم"),
        ("=1+1", "=1+1"),
        ("x" * MAX_NAME_CHARACTERS, "x" * MAX_NAME_CHARACTERS),
    ],
)
def test_names_are_kept_without_outer_space(text: str, name: str) -> None:
    assert admit_name(text, what="system") == name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * 201, "The system has 201 characters; the limit is 200."),
        ("a\nb", "The system holds U+000A, which no name may."),
        ("a\tb", "The system holds U+0009, which no name may."),
        ("a\u2028b", "The system holds U+2028, which no name may."),
        ("a\u202eb", "The system holds U+202E, which no name may."),
        ("a\x85b", "The system holds U+0085, which no name may."),
        ("a\0b", "Character 2 cannot be stored: the control character U+0000."),
    ],
)
def test_unfit_names_are_refused(text: str, reason: str) -> None:
    with pytest.raises(TextRefused) as refused:
        admit_name(text, what="system")
    assert refused.value.reason == reason


def test_titles_may_be_longer() -> None:
    assert admit_name("x" * 300, what="title", limit=500) == "x" * 300


def test_printable_part_is_admitted() -> None:
    assert admit_name(printable_part("a\n\u2066b\0\ud800"), what="file") == "ab"
