"""What no field may store is refused in words that its writer understands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.text.admission import MAX_BYTES, MAX_CHARACTERS, TextRefused, admit_text
from reviewapp.domain.text.normalisation import nfc


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mưa lớn ở miền Trung.",
        "tab\tand\r\nlines\n",
        "مرحبا \u202e",
        "👩\u200d💻",
        "\x7f\x85",
        "x" * MAX_CHARACTERS,
        "🙂" * (MAX_BYTES // 4),
    ],
)
def test_clean_text_comes_back_unchanged(text: str) -> None:
    assert admit_text(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a\0b", "Character 2 cannot be stored: the control character U+0000."),
        ("\x1b[31m", "Character 1 cannot be stored: the control character U+001B."),
        ("ab\x0c", "Character 3 cannot be stored: the control character U+000C."),
        ("a\ufffe", "Character 2 cannot be stored: the control character U+FFFE."),
        ("ok\ud800", "Character 3 is broken: half of a surrogate pair (U+D800)."),
        ("\udfff", "Character 1 is broken: half of a surrogate pair (U+DFFF)."),
        ("x" * 10_001, "The text has 10,001 characters; the limit is 10,000."),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(TextRefused) as refusal:
        admit_text(text)
    assert refusal.value.reason == reason
    assert str(refusal.value) == reason


def test_the_bytes_are_limited_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviewapp.domain.text.admission.MAX_BYTES", 10)
    with pytest.raises(TextRefused, match="takes 12 bytes; the limit is 10"):
        admit_text("🙂🙂🙂")


@given(st.text(alphabet=st.characters(), max_size=30))
def test_admitted_text_can_be_written_as_utf8_and_xml(text: str) -> None:
    try:
        admitted = admit_text(text)
    except TextRefused:
        return
    assert admitted is text
    assert admitted.encode().decode() == text
    assert not set(text) & {chr(code) for code in range(32) if chr(code) not in "\t\n\r"}


@pytest.mark.parametrize(
    ("written", "composed"), [("e\u0302\u0301", "ế"), ("ế", "ế"), ("ﬁ", "ﬁ"), ("각", "각")]
)
def test_texts_are_compared_in_form_c(written: str, composed: str) -> None:
    assert nfc(written) == composed


@given(st.text(max_size=30))
def test_form_c_is_stable(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
