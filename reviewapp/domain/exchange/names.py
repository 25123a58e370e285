"""Keys, names and titles in files: short, and on one line."""

from __future__ import annotations

import re
from functools import lru_cache

from reviewapp.domain.text.admission import TextRefused, admit_text

MAX_NAME_CHARACTERS = 200
MAX_TITLE_CHARACTERS = 500

# Line ends of every kind, other controls, and the bidirectional overrides and isolates that let a name
# rearrange the page around it.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@lru_cache(maxsize=1024)  # a table repeats its systems and articles on every row
def admit_name(text: str, *, what: str, limit: int = MAX_NAME_CHARACTERS) -> str:
    """Return a key, name or title without white space around it; `what` names it in the message.

    Raises TextRefused where it has more than `limit` code points, or holds a line end, another control
    character or a bidirectional override.
    """
    name = admit_text(text).strip()
    if len(name) > limit:
        raise TextRefused(f"The {what} has {len(name):,} characters; the limit is {limit:,}.")
    if found := _UNFIT.search(name):
        raise TextRefused(f"The {what} holds U+{ord(found[0]):04X}, which no name may.")
    return name


def printable_part(text: str) -> str:
    """Return the text without the characters that no name may hold."""
    return _UNFIT.sub("", text)
