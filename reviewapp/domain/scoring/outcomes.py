"""What is to be scored, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from reviewapp.domain.scoring.metric import Metric

Key = TypeVar("Key")

# TER keeps a full matrix and up to 10,000 cached rows of eight bytes a token: 0.3 GB at this length, growing
# with its square. Below it, pairs that differ little take under a second; the deadline stops the others.
MAX_TER_TOKENS = 2_000


@dataclass(frozen=True, slots=True)
class Pair(Generic[Key]):
    """A hypothesis and its references, under a key by which the caller knows it again."""

    key: Key
    hypothesis: str
    references: Sequence[str]

    def __post_init__(self) -> None:
        if not self.references or isinstance(self.references, str):
            raise ValueError(f"the pair {self.key!r} needs a sequence of at least one reference")


@dataclass(frozen=True, slots=True)
class NotScored:
    """No figure, and why, in words for a reader."""

    reason: str


Outcome = tuple[float, ...] | NotScored


def outcome_of(metric: Metric, hypothesis: str, references: Sequence[str]) -> Outcome:
    """Return the statistics of one pair, or NotScored where a text is too long for TER or HTER."""
    if not metric.is_instant:
        longest = max(metric.token_count(text) for text in (hypothesis, *references))
        if longest > MAX_TER_TOKENS:
            return NotScored(f"too long: {longest:,} tokens, and at most {MAX_TER_TOKENS:,} are scored")
    return metric.statistics(hypothesis, references)
