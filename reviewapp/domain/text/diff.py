"""Show what an editor changed: a word by word (or character by character) comparison of two texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, takewhile
from operator import itemgetter
from typing import TypeAlias

from rapidfuzz.distance import Indel

from reviewapp.domain.text.spans import Span
from reviewapp.domain.text.tokens import grapheme_texts, token_ranges

_Range: TypeAlias = tuple[int, int]


class ChangeKind(StrEnum):
    """What happened to a stretch of text."""

    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"


_Piece: TypeAlias = tuple[ChangeKind, _Range, _Range]


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of one kind; `before` and `after` say in code points where it stands in either text.

    The range is empty in the text that does not have the stretch.
    """

    kind: ChangeKind
    text: str
    before: tuple[int, int]
    after: tuple[int, int]


def diff_texts(before: str, after: str, *, language: str) -> tuple[Change, ...]:
    """Return the changes that lead from one text to the other, at the edges of tokens or white space.

    Joining the texts of SAME and DELETED gives `before`, of SAME and INSERTED gives `after`, exactly. Keeps
    the largest possible number of tokens (longest common subsequence). Neighbours differ in kind; a deletion
    stands before the insertion that replaces it. Raises UnknownLanguage.
    """
    pieces: list[_Piece] = []
    old_end = new_end = 0
    ends = (len(before), len(before)), (len(after), len(after))
    for old, new in (*_kept_stretches(before, after, language=language), ends):
        pieces.extend(_between(before, after, old=(old_end, old[0]), new=(new_end, new[0])))
        pieces.append((ChangeKind.SAME, old, new))
        old_end, new_end = old[1], new[1]
    return tuple(_joined(pieces, before=before, after=after))


def carry_span(span: Span, changes: Sequence[Change]) -> Span | None:
    """Return where a span of `before` stands in `after`, None where an edit touched or split it."""
    for change in changes:
        if change.kind is ChangeKind.SAME and change.before[0] <= span.start and span.end <= change.before[1]:
            shift = change.after[0] - change.before[0]
            return Span(span.start + shift, span.end + shift)
    return None


def _kept_stretches(before: str, after: str, *, language: str) -> Iterator[tuple[_Range, _Range]]:
    """Yield where each stretch of tokens that both texts keep stands in the one and in the other."""
    old, new = token_ranges(before, language=language), token_ranges(after, language=language)
    # rapidfuzz compares hashes: small whole numbers are their own, so no two words can be confused.
    numbers: dict[str, int] = {}
    old_numbers = [numbers.setdefault(before[start:end], len(numbers)) for start, end, _ in old]
    new_numbers = [numbers.setdefault(after[start:end], len(numbers)) for start, end, _ in new]
    for block in Indel.opcodes(old_numbers, new_numbers):
        if block.tag == "equal":
            kept_old = [(start, end) for start, end, _ in old[block.src_start : block.src_end]]
            kept_new = [(start, end) for start, end, _ in new[block.dest_start : block.dest_end]]
            whole = (kept_old[0][0], kept_old[-1][1]), (kept_new[0][0], kept_new[-1][1])
            is_alike = before[slice(*whole[0])] == after[slice(*whole[1])]
            yield from [whole] if is_alike else zip(kept_old, kept_new, strict=True)


def _between(before: str, after: str, *, old: _Range, new: _Range) -> list[_Piece]:
    """Return the pieces between two kept stretches; the white space that both have at an edge is the same."""
    if old[0] == old[1]:
        return [(ChangeKind.INSERTED, old, new)]
    if new[0] == new[1]:
        return [(ChangeKind.DELETED, old, new)]
    lead, trail = _shared_edges(before[slice(*old)], after[slice(*new)])
    gone, come = (old[0] + lead, old[1] - trail), (new[0] + lead, new[1] - trail)
    return [
        (ChangeKind.SAME, (old[0], gone[0]), (new[0], come[0])),
        (ChangeKind.DELETED, gone, (come[0], come[0])),
        (ChangeKind.INSERTED, (gone[1], gone[1]), come),
        (ChangeKind.SAME, (gone[1], old[1]), (come[1], new[1])),
    ]


def _shared_edges(old: str, new: str) -> tuple[int, int]:
    """Return how many code points of white space the texts share at their start, and then at their end."""
    # Not characters: half of CR LF, or the space that carries an accent, must never be left behind.
    old_clusters, new_clusters = grapheme_texts(old), grapheme_texts(new)
    lead = _shared_white_space(old_clusters, new_clusters)
    trail = _shared_white_space(old_clusters[len(lead) :][::-1], new_clusters[len(lead) :][::-1])
    return len("".join(lead)), len("".join(trail))


def _shared_white_space(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return the clusters of white space with which both sequences begin."""
    pairs = zip(old, new, strict=False)
    return [cluster for cluster, _ in takewhile(lambda pair: pair[0] == pair[1] and pair[0].isspace(), pairs)]


def _joined(pieces: Iterable[_Piece], *, before: str, after: str) -> Iterator[Change]:
    """Yield the pieces as changes: without empty ones, neighbours of one kind made one."""
    filled = (piece for piece in pieces if piece[1][0] < piece[1][1] or piece[2][0] < piece[2][1])
    for kind, group in groupby(filled, key=itemgetter(0)):
        run = list(group)
        old, new = (run[0][1][0], run[-1][1][1]), (run[0][2][0], run[-1][2][1])
        text = after[slice(*new)] if kind is ChangeKind.INSERTED else before[slice(*old)]
        yield Change(kind, text, old, new)
