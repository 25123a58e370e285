"""How much work a machine's text was to an editor: from what it said to what stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from reviewapp.domain.reporting.correlation import Interval, wilson_interval
from reviewapp.domain.text.edits import count_edits
from reviewapp.domain.text.normalisation import nfc
from reviewapp.domain.text.tokens import token_ranges


class Touch(StrEnum):
    """What an editor did to a text as a whole."""

    UNTOUCHED = "untouched"
    WHITE_SPACE = "white-space"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """The work on one text or, added up, on several; every number can be added.

    `words_changed` of `words` and `characters_changed` of `characters` are Levenshtein distances and the
    greatest that they can be, the longer text's length: in words and signs (graphemes where no spaces are
    written), and in code points. `machine_words` are the words proper of the machine's texts; those of texts
    whose `seconds` of work are known are the `timed_words`.
    """

    texts: int = 0
    untouched: int = 0
    white_space_only: int = 0
    words_changed: int = 0
    words: int = 0
    characters_changed: int = 0
    characters: int = 0
    machine_words: int = 0
    timed_words: int = 0
    seconds: float = 0.0

    @property
    def share_of_words_changed(self) -> float | None:
        """Return 0 to 1; None where there are no words."""
        return self.words_changed / self.words if self.words else None

    @property
    def share_of_characters_changed(self) -> float | None:
        """Return the Levenshtein distance over the longer length, 0 to 1; None where both are empty."""
        return self.characters_changed / self.characters if self.characters else None

    @property
    def share_untouched(self) -> float | None:
        """Return 0 to 1; None where there are no texts. A change of white space alone is a touch."""
        return self.untouched / self.texts if self.texts else None

    @property
    def interval_untouched(self) -> Interval | None:
        """Return the 95 % interval of the share untouched (Wilson 1927); None where there are no texts."""
        return wilson_interval(self.untouched / self.texts, self.texts) if self.texts else None

    @property
    def seconds_per_word(self) -> float | None:
        """Return the seconds for each word of the machine's, where both are known; else None."""
        return self.seconds / self.timed_words if self.timed_words else None


def edit_effort(machine: str, standing: str, *, language: str, seconds: float | None = None) -> Effort:
    """Return the work between a machine's text and the one that stands, both compared in NFC.

    `seconds` is None where nobody measured them. Raises UnknownLanguage; ValueError for seconds below 0.
    """
    if seconds is not None and seconds < 0:
        raise ValueError(f"{seconds} seconds of work")
    before, after = nfc(machine), nfc(standing)
    kind = touch(before, after)
    edits = count_edits(before, after, language=language)
    old, new = token_ranges(before, language=language), token_ranges(after, language=language)
    words = sum(is_word for _, _, is_word in old)
    return Effort(
        texts=1,
        untouched=int(kind is Touch.UNTOUCHED),
        white_space_only=int(kind is Touch.WHITE_SPACE),
        words_changed=edits.words,
        words=max(len(old), len(new)),
        characters_changed=edits.characters,
        characters=max(len(before), len(after)),
        machine_words=words,
        timed_words=0 if seconds is None else words,
        seconds=seconds or 0.0,
    )


def touch(machine: str, standing: str) -> Touch:
    """Return whether a text was changed, and if so in more than its white space; compared in NFC.

    Only in white space means the same characters but for it: `a part` against `apart` too, where the words
    that changed are told by `words_changed`.
    """
    before, after = nfc(machine), nfc(standing)
    if before == after:
        return Touch.UNTOUCHED
    return Touch.WHITE_SPACE if "".join(before.split()) == "".join(after.split()) else Touch.CHANGED


def add_efforts(efforts: Iterable[Effort]) -> Effort:
    """Return the sums, from which the shares over many texts come; none give a sum of nothing."""
    total = Effort()
    for effort in efforts:
        total = _added(total, effort)
    return total


def _added(one: Effort, other: Effort) -> Effort:
    return Effort(
        texts=one.texts + other.texts,
        untouched=one.untouched + other.untouched,
        white_space_only=one.white_space_only + other.white_space_only,
        words_changed=one.words_changed + other.words_changed,
        words=one.words + other.words,
        characters_changed=one.characters_changed + other.characters_changed,
        characters=one.characters + other.characters,
        machine_words=one.machine_words + other.machine_words,
        timed_words=one.timed_words + other.timed_words,
        seconds=one.seconds + other.seconds,
    )
