"""News-like texts from a seeded generator, so that every run measures the same work."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

SEED = 20_260_302
_ONSETS = ("b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "qu", "r", "s", "t", "th", "tr", "v", "st")
_NUCLEI = ("a", "e", "i", "o", "u", "ai", "ea", "ou", "ie")
_CODAS = ("", "", "n", "r", "s", "t", "l", "ng", "m", "ck")
_VOCABULARY = 4_000


@dataclass(frozen=True, slots=True)
class Texts:
    """One segment: its article and number, and its three texts."""

    article: int
    number: int
    source: str
    target: str
    reference: str


class Writer:
    """Writes sentences of words that occur about as often as words do (Zipf)."""

    def __init__(self, seed: int = SEED, *, edits_a_word: float = 0.25) -> None:
        self._chance = random.Random(seed)
        self._edits_a_word = edits_a_word
        self._words = [self._word() for _ in range(_VOCABULARY)]
        self._weights = [1 / rank for rank in range(1, _VOCABULARY + 1)]

    def segments(self, count: int, *, an_article: int) -> Iterator[Texts]:
        """Yield `count` segments, so many an article."""
        for index in range(count):
            source, reference = self.sentence(), self.sentence()
            yield Texts(
                index // an_article, index % an_article + 1, source, self.machine_like(reference), reference
            )

    def sentence(self) -> str:
        """Return a sentence of 8 to 34 words, as newspapers write them."""
        words = self._chance.choices(self._words, self._weights, k=self._chance.randint(8, 34))
        words[len(words) // 2] += ","
        return f"{' '.join(words).capitalize()}."

    def machine_like(self, sentence: str) -> str:
        """Return the sentence with some words replaced, dropped, added or moved."""
        words = sentence.split()
        for _ in range(max(1, int(len(words) * self._edits_a_word))):
            at = self._chance.randrange(len(words))
            match self._chance.randrange(4):
                case 0 if len(words) > 4:
                    del words[at]
                case 1:
                    words.insert(at, self._chance.choice(self._words))
                case 2:
                    words.insert(self._chance.randrange(len(words)), words.pop(at))
                case _:
                    words[at] = self._chance.choice(self._words)
        return " ".join(words)

    def _word(self) -> str:
        syllables = self._chance.choices((1, 2, 3), (4, 5, 2))[0]
        return "".join(
            self._chance.choice(_ONSETS) + self._chance.choice(_NUCLEI) + self._chance.choice(_CODAS)
            for _ in range(syllables)
        )
