"""Find the characters that nobody sees but that change what a text says or how it is read."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

from reviewapp.domain.text.spans import Span

# Scripts whose spelling needs the zero-width joiner and non-joiner (Unicode 23.2, RFC 5892 appendix A).
_JOINING = "".join(
    rf"\p{{scx={script}}}"
    for script in (
        *("Adlm", "Arab", "Mand", "Mong", "Nkoo", "Syrc"),
        *(
            "Beng",
            "Deva",
            "Gujr",
            "Guru",
            "Khmr",
            "Knda",
            "Mlym",
            "Mymr",
            "Orya",
            "Sinh",
            "Taml",
            "Telu",
            "Tibt",
        ),
    )
)
# Scripts without spaces in which U+200B marks where a line may break.
_BREAKING = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
_EMOJI_TAIL = r"[\p{Emoji_Modifier}\ufe0f\u20e3\U000e0020-\U000e007f]*"

# What is tried first is spelling, and passed over; only what is left reaches the group.
_PATTERN = regex.compile(
    rf"\p{{Extended_Pictographic}}{_EMOJI_TAIL}(?:\u200d\p{{Extended_Pictographic}}{_EMOJI_TAIL})*"
    rf"|(?<=[{_JOINING}])[\u200c\u200d]"
    rf"|(?<=[{_BREAKING}]\p{{M}}*)\u200b"
    r"|(?<=\p{Mongolian})\u180e"
    r"|(?<=\p{Han})[\U000e0100-\U000e01ef]"
    r"|(?P<hidden>[\u0080-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef])"
)

# Characters whose name in the Unicode database is missing, or is not what people call them.
_NAMES = {0xFEFF: "byte order mark (zero width no-break space)", 0x85: "next line control"}


@dataclass(frozen=True, slots=True)
class Control:
    """A hidden character where it stands, with a name to show in its place."""

    span: Span
    code_point: int
    name: str


def hidden_controls(text: str) -> tuple[Control, ...]:
    """Return the hidden characters of the text, in order.

    They are bidirectional marks, overrides and isolates, zero-width and filling characters, soft hyphens,
    byte order marks, tag characters, loose variation selectors, line separators and C1 controls. Those that
    spelling needs are left out: joiners in Arabic, Indic and emoji sequences, zero-width spaces in Thai or
    Khmer, the tags of flags.
    """
    return tuple(
        Control(Span(*match.span()), ord(match[0]), _name(match[0]))
        for match in _PATTERN.finditer(text)
        if match["hidden"]
    )


def _name(character: str) -> str:
    """Return the character's Unicode name in small letters: "right-to-left override"."""
    known = _NAMES.get(ord(character)) or unicodedata.name(character, "").lower()
    return known or f"control character U+{ord(character):04X}"
