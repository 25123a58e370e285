"""Score many pairs: one call for every metric, streaming, on as many cores as are given."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from multiprocessing.connection import wait

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.outcomes import Key, Outcome, Pair
from reviewapp.domain.scoring.processes import ScoringProcess

DEADLINE_SECONDS = 5.0
# Enough to hide the way to a child and back behind its work; few enough to share out evenly what takes long.
_BATCH_SIZE = 16


def score_pairs(
    pairs: Iterable[Pair[Key]], metric: Metric, *, processes: int, deadline: float = DEADLINE_SECONDS
) -> Iterator[tuple[Key, Outcome]]:
    """Yield each pair's key with its statistics or with NotScored, as they are ready: not in the order given.

    Never call it in a web request. Pairs are read as they are needed and memory stays constant. An instant
    metric with one process is computed here; all else in `processes` children, where a pair that takes longer
    than `deadline` seconds is NotScored and its child replaced. The children end with the iterator: when it
    is used up, closed, dropped or left by an exception. Raises ValueError where processes < 1 or deadline
    <= 0, and ScoringProcessFailed.
    """
    if processes < 1 or deadline <= 0:
        raise ValueError("at least one process and a deadline above 0 s are needed")
    if metric.is_instant and processes == 1:
        return ((pair.key, metric.statistics(pair.hypothesis, pair.references)) for pair in pairs)
    return _score_in_children(pairs, metric, processes=processes, deadline=deadline)


def _score_in_children(
    pairs: Iterable[Pair[Key]], metric: Metric, *, processes: int, deadline: float
) -> Iterator[tuple[Key, Outcome]]:
    source = _Source(pairs)
    children: list[ScoringProcess[Key]] = []
    try:
        while True:
            for child in children:
                if not child.unanswered and (batch := source.next_batch()):
                    child.give(batch)
            while len(children) < processes and (batch := source.next_batch()):
                children.append(ScoringProcess(metric, deadline=deadline))
                children[-1].give(batch)
            busy = [child for child in children if child.unanswered]
            if not busy:
                return
            answering = set(wait([child.fileno() for child in busy]))
            for child in [child for child in busy if child.fileno() in answering]:
                yield from child.collect()
                if child.has_ended:
                    children.remove(child)
                    child.stop()
                    source.put_back(child.unanswered)
    finally:
        for child in children:
            child.stop()


class _Source(Iterator[Pair[Key]]):
    """The pairs still to be given out: those that an ended child left behind first, then the caller's."""

    def __init__(self, pairs: Iterable[Pair[Key]]) -> None:
        self._returned: deque[Pair[Key]] = deque()
        self._pairs = iter(pairs)

    def __next__(self) -> Pair[Key]:
        return self._returned.popleft() if self._returned else next(self._pairs)

    def next_batch(self) -> list[Pair[Key]]:
        return list(islice(self, _BATCH_SIZE))

    def put_back(self, pairs: Iterable[Pair[Key]]) -> None:
        self._returned.extend(pairs)
