"""Tokens, spans and differences hold on real news in five scripts."""

from __future__ import annotations

import pathlib
from itertools import pairwise

import pytest

from reviewapp.domain.text.admission import admit_text
from reviewapp.domain.text.controls import hidden_controls
from reviewapp.domain.text.diff import ChangeKind, diff_texts
from reviewapp.domain.text.spans import OffsetUnit, span_from_offsets, utf16_offsets
from reviewapp.domain.text.tokens import count_words, tokenize

pytestmark = pytest.mark.real_data

FILES = [
    ("en", "src.eng"),
    ("vi", "ref.vie"),
    ("de", "ref.deu"),
    ("ja", "ref.jpn"),
    ("ar", "ref.arb"),
    ("zh-CN", "ref.zho-CN"),
]


def read_lines(real_data: pathlib.Path, name: str) -> list[str]:
    text = (real_data / f"ntrex/newstest2019-{name}.txt").read_text(encoding="utf-8")
    return text.removesuffix("\n").split("\n")[:400]


@pytest.mark.parametrize(("language", "name"), FILES)
def test_tokens_cover_news_and_survive_a_browser(real_data: pathlib.Path, language: str, name: str) -> None:
    for line in read_lines(real_data, name):
        tokens = tokenize(admit_text(line), language=language)
        assert "".join("".join(token.text for token in tokens).split()) == "".join(line.split())
        for token in tokens:
            start, end = utf16_offsets(line, token.span)
            assert span_from_offsets(line, start=start, end=end, unit=OffsetUnit.UTF16) == token.span


@pytest.mark.parametrize(("language", "name"), FILES)
def test_differences_between_neighbouring_sentences_join_again(
    real_data: pathlib.Path, language: str, name: str
) -> None:
    for before, after in pairwise(read_lines(real_data, name)):
        changes = diff_texts(before, after, language=language)
        assert "".join(c.text for c in changes if c.kind is not ChangeKind.INSERTED) == before
        assert "".join(c.text for c in changes if c.kind is not ChangeKind.DELETED) == after


@pytest.mark.parametrize(("language", "name"), [file for file in FILES if file[0] in {"en", "vi", "de"}])
def test_words_of_spaced_news_are_about_its_spaces(real_data: pathlib.Path, language: str, name: str) -> None:
    lines = read_lines(real_data, name)
    words = sum(count_words(line, language=language) for line in lines)
    assert words == pytest.approx(sum(len(line.split()) for line in lines), rel=0.05)


def test_the_zero_width_spaces_of_the_vietnamese_news_are_found(real_data: pathlib.Path) -> None:
    text = (real_data / "ntrex/newstest2019-ref.vie.txt").read_text(encoding="utf-8")
    assert sum(control.code_point == 0x200B for control in hidden_controls(text)) == 23
