"""The one door through which text comes in, whether typed, imported or sent by a program."""

from __future__ import annotations

import re

MAX_CHARACTERS = 10_000
MAX_BYTES = 40_000

# What XML 1.0 (production 2, Char) cannot carry: no export to TMX or XLIFF could give such a text back.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class TextRefused(ValueError):
    """A text that no field stores; `reason` says why in words for its writer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def admit_text(text: str) -> str:
    """Return the text unchanged.

    Raises TextRefused where it holds NUL or another C0 control character except tab, line feed and carriage
    return, half of a surrogate pair or a non-character, or more than 10,000 code points or 40,000 bytes of
    UTF-8.
    """
    if len(text) > MAX_CHARACTERS:
        raise TextRefused(f"The text has {len(text):,} characters; the limit is {MAX_CHARACTERS:,}.")
    if found := _REFUSED.search(text):
        raise TextRefused(_why_refused(ord(found[0]), position=found.start() + 1))
    if (size := len(text.encode())) > MAX_BYTES:
        raise TextRefused(f"The text takes {size:,} bytes; the limit is {MAX_BYTES:,}.")
    return text


def _why_refused(code_point: int, *, position: int) -> str:
    if 0xD800 <= code_point <= 0xDFFF:
        return f"Character {position:,} is broken: half of a surrogate pair (U+{code_point:04X})."
    return f"Character {position:,} cannot be stored: the control character U+{code_point:04X}."
