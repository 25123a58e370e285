"""Sentences back to running text."""

from __future__ import annotations

from collections.abc import Iterable

from reviewapp.domain.text.languages import script_of

# Thai, Lao, Khmer and Burmese write words without spaces, but put one between sentences.
_NO_SPACE_BETWEEN_SENTENCES = frozenset({"Hans", "Hant", "Hani", "Jpan", "Hira", "Kana", "Bopo", "Yiii"})


def join_sentences(texts: Iterable[str], *, language: str) -> str:
    """Join sentences as the script does: with a space, or with nothing in Chinese and Japanese.

    Empty texts leave no second space. Raises `UnknownLanguage` where `language` is no tag.
    """
    space = "" if script_of(language) in _NO_SPACE_BETWEEN_SENTENCES else " "
    return space.join(text for text in texts if text)
