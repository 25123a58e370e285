"""Which units of a text the word-based metrics count in each target language."""

from __future__ import annotations

from enum import StrEnum

from reviewapp.domain.text.languages import is_unspaced, primary_language

# The languages that are written with Han characters as standard Chinese is (ISO 639-3 members of `zho`).
_CHINESE = frozenset({"cjy", "cmn", "gan", "hak", "hsn", "lzh", "nan", "wuu", "yue", "zh"})


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
