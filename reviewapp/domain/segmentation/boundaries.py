"""Where the sentences of one paragraph end."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

from sentencex import segment

from reviewapp.domain.segmentation.conventions import Conventions, conventions_of

_OPENERS = "\"'“‘„«‹([{（「『《〈【–—- ¿¡"
_QUOTES_AND_BRACKETS = "\"'”’»›)]}）」』》〉】"
_STANDS_ALONE = "。！？؟۔।॥｡"
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)[ |]*$")
_CLOSED_BRACKET = re.compile(r"[)）](?<=[.!?…。！？][)）])[\"”’»]* *(?=[^ ])")
_BEFORE_SMALL_LETTER = re.compile(r"[。！？](?=[a-z])")
_STRAY_CLOSERS = re.compile(r"[”’»)\]）」』》〉】]+ *")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,3}$")
_WORD = re.compile(r"\w+")


def sentence_ends(line: str, *, language: str) -> list[int]:
    """Return the ends of the sentences of a paragraph, ascending; the last one is the paragraph's length.

    Positions are code points in `line`, which holds no white space but U+0020: sentencex 1.0 aborts
    on an initial followed by a wider space. `language` is a primary subtag.
    """
    if line.startswith("![") and _IMAGE.match(line):
        return [len(line)]
    conventions = conventions_of(language)
    pieces = segment(language, line)
    overlooked = _overlooked(line, conventions)
    if not overlooked and len(pieces) == 1:
        return [len(line)]
    cuts = sorted({*accumulate(map(len, pieces)), *overlooked})
    start, ends = 0, []
    for cut, following in pairwise(cuts):
        stray = _STRAY_CLOSERS.match(line, cut)
        end = stray.end() if stray else cut
        if end < following and _ends_sentence(line, start, end, conventions):
            ends.append(end)
            start = end
    return [*ends, len(line)]


def _overlooked(line: str, conventions: Conventions) -> list[int]:
    """Return where sentencex sees no end: after a stop within brackets, and after a few words."""
    found = []
    if ")" in line or "）" in line:
        found = [match.end() for match in _CLOSED_BRACKET.finditer(line)]
    if conventions.unspaced:
        found += [match.end() for match in _BEFORE_SMALL_LETTER.finditer(line)]
    for word in conventions.overlooked:
        if word in line:
            found += [match.end() for match in re.finditer(rf"\b{re.escape(word)} *(?=[^ ])", line)]
    return found


def _ends_sentence(line: str, start: int, cut: int, conventions: Conventions) -> bool:
    head = line[start:cut].rstrip(" ")
    rest = line[cut : cut + 60].lstrip(" ")
    follower = rest.lstrip(_OPENERS)[:1]
    spaced = len(head) < cut - start or line[cut] == " "
    stop = head.rstrip(_QUOTES_AND_BRACKETS)[-1:]
    if follower.islower() and not (conventions.unspaced and stop in _STANDS_ALONE):
        return False
    if not spaced and stop not in _STANDS_ALONE:
        return conventions.unspaced and not rest[0].isascii()
    if head[-1] in _QUOTES_AND_BRACKETS:
        return _closes_sentence(head, rest, stop, conventions)
    return stop != "." or not _is_abbreviation(head.rpartition(" ")[2], rest, conventions)


def _closes_sentence(head: str, rest: str, stop: str, conventions: Conventions) -> bool:
    """Tell whether a sentence ends with this closing mark: not before its reporting clause."""
    closing = head[-1]
    if closing in "》〉】":
        return False
    if closing in ")]）":
        opened = max(head.rfind(mark) for mark in "([（")
        return rest[0] not in "-–—" and (opened == 0 or (stop == "." and not conventions.unspaced))
    return not conventions.speech.match(rest)


def _is_abbreviation(word: str, rest: str, conventions: Conventions) -> bool:
    """Tell whether the stop of `word` belongs to an abbreviation, an initial or an ordinal that goes on."""
    core = word.lstrip(_OPENERS)
    folded = core.lower()
    if folded in conventions.closing:
        return not _starts_sentence(rest, conventions)
    if folded in conventions.binding or folded[folded.rfind(".", 0, -1) + 1 :] in conventions.binding:
        return True
    if rest[0].isdigit():
        return folded in conventions.numbering
    if _INITIALS.match(core) or (conventions.ordinals and core[:-1].isdigit() and len(core) <= 3):
        return not _starts_sentence(rest, conventions)
    return False


def _starts_sentence(rest: str, conventions: Conventions) -> bool:
    if rest[0] in '“"«„‘(':
        return True
    first = _WORD.match(rest)
    return first is not None and first.group().lower() in conventions.starters
