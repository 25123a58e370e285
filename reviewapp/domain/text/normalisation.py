"""The one form in which texts are compared and scored."""

from __future__ import annotations

import unicodedata


def nfc(text: str) -> str:
    """Return the text in Unicode normalisation form C (UAX 15): compare and score it, never store it.

    It may be shorter than the text given: code point offsets do not carry over.
    """
    return unicodedata.normalize("NFC", text)
