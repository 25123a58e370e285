"""What is to be scored, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from reviewapp.domain.scoring.metric import Metric

Key = TypeVar("Key")


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
class Batch(Generic[Key]):
    """Pairs that are scored together, each by every one of the metrics.

    Raises ValueError where a pair has another number of references than a metric is for.
    """

    metrics: tuple[Metric, ...]
    pairs: tuple[Pair[Key], ...]

    def __post_init__(self) -> None:
        wanted = {metric.references for metric in self.metrics}
        if any({len(pair.references)} != wanted for pair in self.pairs):
            raise ValueError(f"pairs of a batch need {sorted(wanted)} references each")


@dataclass(frozen=True, slots=True)
class Scored(Generic[Key]):
    """What one metric says of several pairs: for each its statistics, and the figure they come to."""

    metric: Metric
    keys: Sequence[Key]
    statistics: Sequence[tuple[int, ...]]
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class NotScored(Generic[Key]):
    """A pair without a figure by one metric, and why, in words for a reader."""

    metric: Metric
    key: Key
    reason: str
