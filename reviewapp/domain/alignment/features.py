"""What two languages can share on paper: figures, names, cognates, punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_NUMBER = re.compile(r"\d+(?:[.,:'’ \u00a0\u202f]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0dff\u0e30-\u0e4e]+[^\W\d_]*)*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_MARKS = {
    "?": re.compile(r"[?？؟]"),
    "!": re.compile(r"[!！]"),
    ":": re.compile(r"[:：]"),
    ";": re.compile(r"[;；؛]"),
    "(": re.compile(r"[(（\[]"),
    "…": re.compile(r"…|\.\s?\.\s?\."),
    "%": re.compile(r"[%％٪]"),
    '"': re.compile(r"[\"“”„«»「」『』]"),
}
_PREFIX_CHARACTERS = 5
_THOUSAND = 3
_WITHOUT_MARK = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


def features_of(sentence: str) -> frozenset[str]:
    """Return the features of a sentence: ``#`` figures, ``.`` punctuation, ``~`` beginnings of words, words.

    Figures are their digits alone, so that 1.250,5 equals 1,250.5; digits of any script count.
    Words are without case and diacritics, so that Nghệ An equals Nghe An; scripts without spaces
    give pairs of characters.
    """
    folded = unicodedata.normalize("NFKC", sentence).casefold()
    return frozenset((*_figures(folded), *_punctuation(sentence), *_words(folded)))


def _figures(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        groups = re.findall(r"\d+", "".join(str(int(c)) if c.isdigit() else c for c in match.group()))
        yield "#" + "".join(groups)
        if len(groups) == 2 and len(groups[1]) != _THOUSAND:
            yield from ("#" + group for group in groups)


def _punctuation(text: str) -> Iterator[str]:
    return ("." + mark for mark, pattern in _MARKS.items() if pattern.search(text))


def _words(text: str) -> Iterator[str]:
    for run in _UNSPACED.findall(text):
        yield from (run[i : i + 2] for i in range(max(1, len(run) - 1)))
    for word in _WORD.findall(_UNSPACED.sub(" ", text)):
        plain = without_diacritics(word)
        yield plain
        if len(plain) > _PREFIX_CHARACTERS:
            yield "~" + plain[:_PREFIX_CHARACTERS]


def without_diacritics(text: str) -> str:
    """Return the text without combining marks: ``Nghệ`` and ``nghe`` become one where case is folded too."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_WITHOUT_MARK)
