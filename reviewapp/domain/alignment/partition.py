"""One partition of a source for several translations that are aligned with it differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from reviewapp.domain.alignment.beads import Bead


class PartitionsDiffer(ValueError):
    """The translations are not aligned with one and the same source, or beads leave a gap."""


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one row: a range of source sentences, and for each translation its range; ``(k, k)`` is empty."""

    source: tuple[int, int]
    targets: tuple[tuple[int, int], ...]


def coarsest_partition(partitions: Sequence[Sequence[Bead]]) -> tuple[Part, ...]:
    """Return the parts of the source that no translation's bead crosses, with each translation's range.

    The parts are the connected components over the source sentences: as many as possible, and every
    sentence of source and translations is in exactly one, in order. An addition between two parts
    stays a part of its own with an empty source, those of an earlier translation first; one within
    a part belongs to it. Raises `PartitionsDiffer`.
    """
    if not partitions:
        return ()
    ends = {_source_length(beads) for beads in partitions}
    if len(ends) > 1:
        raise PartitionsDiffer(f"the translations are aligned with sources of {sorted(ends)} sentences")
    cuts = sorted(set.intersection(*({0} | {bead.source[1] for bead in beads} for beads in partitions)))
    additions = {
        (index, at): group for index, beads in enumerate(partitions) for at, group in _additions(beads)
    }
    parts: list[Part] = []
    reached = [0] * len(partitions)
    for start, end in pairwise((0, *cuts)):
        if start < end:
            targets = [_target_end(beads, end) for beads in partitions]
            parts.append(Part((start, end), tuple(zip(reached, targets, strict=True))))
            reached = targets
        for index in range(len(partitions)):
            for bead in additions.get((index, end), ()):
                moved = [*reached]
                moved[index] = bead.target[1]
                parts.append(Part((end, end), tuple(zip(reached, moved, strict=True))))
                reached = moved
    return tuple(parts)


def _source_length(beads: Sequence[Bead]) -> int:
    for earlier, later in pairwise((Bead((0, 0), (0, 0)), *beads)):
        if (earlier.source[1], earlier.target[1]) != (later.source[0], later.target[0]):
            raise PartitionsDiffer(f"{later} does not go on where {earlier} ends")
    return beads[-1].source[1] if beads else 0


def _additions(beads: Sequence[Bead]) -> Iterator[tuple[int, list[Bead]]]:
    added = (bead for bead in beads if bead.source[0] == bead.source[1])
    return ((at, list(group)) for at, group in groupby(added, key=lambda bead: bead.source[0]))


def _target_end(beads: Sequence[Bead], source_end: int) -> int:
    """Return where a translation stands when the source has come to `source_end`, before additions."""
    return next(bead.target[1] for bead in beads if bead.source[0] < source_end == bead.source[1])
