"""Which units of a text the word-based metrics count in each target language."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from reviewapp.domain.text.languages import is_unspaced, primary_language
from reviewapp.domain.text.normalisation import nfc

# The languages that are written with Han characters as standard Chinese is (ISO 639-3 members of `zho`).
_CHINESE = frozenset({"cjy", "cmn", "gan", "hak", "hsn", "lzh", "nan", "wuu", "yue", "zh"})

# Keyboards of these languages give the same word in two encodings, so that a comparison must choose one.
_TYPED_BOTH_WAYS = frozenset({"vi"})


class BleuTokenizer(StrEnum):
    """A tokenizer of sacrebleu by the name it has there."""

    WESTERN = "13a"
    CHINESE = "zh"
    JAPANESE = "ja-mecab"
    KOREAN = "ko-mecab"
    CHARACTERS = "char"


class TerUnits(StrEnum):
    """What one edit of TER moves or replaces."""

    WORDS = "words"
    HAN_CHARACTERS = "han-characters"
    GRAPHEMES = "graphemes"


def bleu_tokenizer(target_language: str) -> BleuTokenizer:
    """Return the tokenizer BLEU is to use, never 13a for a script without spaces. Raises UnknownLanguage."""
    language = primary_language(target_language)
    if language == "ko":
        return BleuTokenizer.KOREAN
    if not is_unspaced(target_language):
        return BleuTokenizer.WESTERN
    if language == "ja":
        return BleuTokenizer.JAPANESE
    return BleuTokenizer.CHINESE if language in _CHINESE else BleuTokenizer.CHARACTERS


def ter_units(target_language: str) -> TerUnits:
    """Return what TER counts; by default sacrebleu takes an unspaced sentence for one word.

    It cuts Han characters only where normalisation is on too (sacrebleu issue 229), and cuts nothing in Thai,
    Lao, Khmer, Burmese or Tibetan. Raises UnknownLanguage.
    """
    if not is_unspaced(target_language):
        return TerUnits.WORDS
    if primary_language(target_language) in _CHINESE | {"ja"}:
        return TerUnits.HAN_CHARACTERS
    return TerUnits.GRAPHEMES


def scoring_form(target_language: str) -> Callable[[str], str]:
    """Return what is done to a text before any metric sees it. Raises UnknownLanguage.

    Vietnamese is brought to NFC. In every other language a text is scored as it stands, so that each figure
    is the one that sacrebleu's command line prints for the same files.
    """
    return nfc if primary_language(target_language) in _TYPED_BOTH_WAYS else str
