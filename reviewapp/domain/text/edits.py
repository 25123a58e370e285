"""How much an editor changed, in counts."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from reviewapp.domain.text.normalisation import nfc
from reviewapp.domain.text.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Edits:
    """Levenshtein distances between two texts: in words (graphemes where unspaced) and in code points."""

    words: int
    characters: int


def count_edits(before: str, after: str, *, language: str) -> Edits:
    """Return how many insertions, deletions and substitutions lead from one text to the other, in NFC.

    Source: Levenshtein 1966; white space counts among the characters and not among the words.
    """
    old, new = nfc(before), nfc(after)
    words = Levenshtein.distance(
        [token.text for token in tokenize(old, language=language)],
        [token.text for token in tokenize(new, language=language)],
    )
    return Edits(words=words, characters=Levenshtein.distance(old, new))
