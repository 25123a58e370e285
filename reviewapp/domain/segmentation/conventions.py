"""Where a language's writing keeps a stop inside a sentence: abbreviations, reported speech, ordinals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reviewapp.domain.segmentation.word_lists import BINDING, CLOSING, NUMBERING, STARTERS, TITLES

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Conventions:
    """Hold what one language says about stops; abbreviations are case-folded and end in their stop."""

    binding: frozenset[str]
    """Never the end of a sentence: a name or the rest of the phrase follows (``Dr.``, ``TP.``)."""
    numbering: frozenset[str]
    """Bound to a following figure only (``No. 5``)."""
    closing: frozenset[str]
    """May end a sentence: it does where a usual first word or a quotation follows (``p.m.``, ``U.S.``)."""
    starters: frozenset[str]
    """Usual first words of a sentence, case-folded."""
    speech: re.Pattern[str]
    """The reporting clause after a closing quotation mark, where no small letter tells it."""
    overlooked: tuple[str, ...]
    """Words that sentencex takes for abbreviations and never ends a sentence with."""
    ordinals: bool
    """Ordinal numbers are written with a stop (``19. Jahrhundert``)."""
    unspaced: bool
    """Sentences follow each other without a space."""


_SPEECH = {
    "en": r"(?:[^ .!?,]+ ){1,3}(?:said|says|asked|reported|added|replied|shouted|wondered|told \w+)[.,]",
    "vi": r"(?:[^ .!?,]+ ){1,4}(?:hỏi|nói|nói thêm|chia sẻ|phát biểu|cho biết|đưa tin|trả lời|đáp)[.,]",
    "zh": r"[^。！？，,：:]{0,8}?(?:说|問|问|道|答|喊|叫|表示|称|稱|說|指出|补充|補充)道?[。，,：:！]",
    "ja": r"(?:と|って|など|とは|という|との|は|が|を|の|に|も|で)",
    "ko": r"[^.!?]{0,20}?(?:말|물|답|외|밝|덧붙|전|했)\w*다[.,]|(?:라고|라며|고|이라고)\b",
    "ar": r"و?(?:قال|قالت|أضاف|أضافت|سأل|سألت|صرح|صرحت|تابع|تابعت|أكد|أكدت|هتف|صاح|أجاب|أجابت)\b",
    "hi": r"[^।?!]{0,25}?(?:कहा|पूछा|बोल|बताया)",
    "th": r"[^ ]{0,20}?(?:กล่าว|พูด|ถาม|บอก|ตอบ)",
}
_OVERLOOKED = {"en": ("May. ", "Sun. ", "Sat. ", "Art. ", "p.m. ", "U.S. ", "etc. "), "vi": ("v.v. ",)}
_ORDINALS = frozenset(
    {"de", "da", "nb", "nn", "no", "fi", "cs", "sk", "hu", "hr", "sl", "sr", "bs", "et", "lv", "is", "tr"}
)
_UNSPACED = frozenset({"zh", "ja", "yue", "lzh", "wuu"})


@cache
def conventions_of(language: str) -> Conventions:
    """Return the conventions of a primary language subtag (``vi``), or what is common to all."""
    speech = _SPEECH.get(language)
    return Conventions(
        binding=TITLES | BINDING.get(language, frozenset()),
        numbering=NUMBERING,
        closing=CLOSING.get(language, CLOSING["en"]),
        starters=STARTERS.get(language, frozenset()),
        speech=re.compile(speech) if speech else _NEVER,
        overlooked=_OVERLOOKED.get(language, ()),
        ordinals=language in _ORDINALS,
        unspaced=language in _UNSPACED,
    )
