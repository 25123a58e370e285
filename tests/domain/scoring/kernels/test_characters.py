"""The classes of characters are those of Python and of sacrebleu, over the whole of Unicode."""

from __future__ import annotations

import re
import string
from collections.abc import Callable

import pytest
from sacrebleu.tokenizers.tokenizer_ter import _normalize_asian
from sacrebleu.tokenizers.tokenizer_zh import TokenizerZh

from tests.domain.scoring.kernels.conftest import Load

# Every character of the planes in use, and a sample of the others.
CODES = [*range(0x11000), *range(0x11000, 0x110000, 251)]


def is_cut_by_ter(character: str) -> bool:
    return _normalize_asian(f"a{character}b") != f"a{character}b"


CLASSES: dict[str, Callable[[str], object]] = {
    "is_space": str.isspace,
    "is_digit": re.compile("[0-9]").match,
    "is_stop": re.compile(r"[\.,]").match,
    "is_symbol": re.compile(r"[\{-\~\[-\` -\&\(-\+\:-\@\/]").match,
    "is_punctuation": frozenset(string.punctuation).__contains__,
    "is_chinese": TokenizerZh._is_chinese_char,
    "is_east_asian": is_cut_by_ter,
}


@pytest.mark.parametrize("name", CLASSES)
def test_class(plain: Load, name: str) -> None:
    ours, theirs = getattr(plain("characters"), name), CLASSES[name]
    assert [code for code in CODES if bool(ours(code)) != bool(theirs(chr(code)))] == []
