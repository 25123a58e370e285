"""Each language gets the tokenizer its script needs; 13a never cuts a script without spaces."""

from __future__ import annotations

import pytest

from reviewapp.domain.scoring.languages import bleu_tokenizer, ter_units
from reviewapp.domain.text.languages import UnknownLanguage


@pytest.mark.parametrize(
    ("tag", "tokenizer", "units"),
    [
        ("en", "13a", "words"),
        ("vi", "13a", "words"),
        ("ar", "13a", "words"),
        ("hi", "13a", "words"),
        ("zh", "zh", "han-characters"),
        ("zh-Hant-TW", "zh", "han-characters"),
        ("yue", "zh", "han-characters"),
        ("ja", "ja-mecab", "han-characters"),
        ("ja-Latn", "13a", "words"),
        ("ko", "ko-mecab", "words"),
        ("ko-KR", "ko-mecab", "words"),
        ("th", "char", "graphemes"),
        ("lo", "char", "graphemes"),
        ("km", "char", "graphemes"),
        ("my", "char", "graphemes"),
        ("dz", "char", "graphemes"),
        ("bo", "char", "graphemes"),
    ],
)
def test_units_by_language(tag: str, tokenizer: str, units: str) -> None:
    assert bleu_tokenizer(tag) == tokenizer
    assert ter_units(tag) == units


@pytest.mark.parametrize("choose", [bleu_tokenizer, ter_units])
def test_unknown_language(choose: object) -> None:
    assert callable(choose)
    with pytest.raises(UnknownLanguage):
        choose("qq-nowhere")
