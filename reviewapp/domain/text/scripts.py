"""Which scripts are read from the right, and which are written without spaces between words (ISO 15924)."""

from __future__ import annotations

RIGHT_TO_LEFT_SCRIPTS = frozenset(
    {"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
)

# Mixtures of scripts (Jpan = Han + Hiragana + Katakana), or kinds of one: codes that no character has.
_UNSPACED_MIXTURES = frozenset({"Hanb", "Hans", "Hant", "Hrkt", "Jpan"})

UNSPACED_CHARACTER_SCRIPTS = frozenset(
    {
        "Bali",
        "Bopo",
        "Hani",
        "Hira",
        "Java",
        "Kana",
        "Khmr",
        "Lana",
        "Laoo",
        "Mymr",
        "Talu",
        "Tavt",
        "Thai",
        "Tibt",
        "Yiii",
    }
)

UNSPACED_SCRIPTS = UNSPACED_CHARACTER_SCRIPTS | _UNSPACED_MIXTURES
