"""Score many pairs by every metric at once, streaming, on as many cores as are given."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from itertools import islice
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Generic

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.outcomes import Batch, Key, NotScored, Scored
from reviewapp.domain.scoring.processes import ScoringProcess

DEADLINE_SECONDS = 5.0


class ScoringPool:
    """Child processes that score; they start with the first work and end with the `with` block.

    `deadline` is in seconds a pair. Never use it in a web request. Raises ValueError where processes < 1 or
    deadline <= 0.
    """

    def __init__(self, *, processes: int, deadline: float = DEADLINE_SECONDS) -> None:
        if processes < 1 or deadline <= 0:
            raise ValueError("at least one process and a deadline above 0 s are needed")
        self.deadline = deadline
        self._processes = processes
        self._children: list[ScoringProcess[Any]] = []

    def __enter__(self) -> ScoringPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the children; the next work starts fresh ones."""
        while self._children:
            self._children.pop().stop()

    def score(self, batches: Iterable[Batch[Key]]) -> Generator[Scored[Key] | NotScored[Key], None, None]:
        """Yield what comes of each metric and pair, as it is ready: not in the order given.

        Batches are read a few ahead of the children, and memory stays constant. A pair that takes longer than
        the deadline, or that ends its process three times, is NotScored. Children that have unread answers
        when the iterator is left are ended. Raises ScoringProcessFailed.
        """
        work = _Work(batches)
        try:
            while True:
                self._give_out(work)
                busy = [child for child in self._children if child.is_busy]
                if not busy:
                    return
                # Reading takes the caller time too: what comes next is there when a child asks for it.
                work.read_ahead(self._processes)
                answering = set(wait([child.fileno() for child in busy]))
                for child in busy:
                    if child.fileno() in answering:
                        outcomes = list(child.collect())
                        if child.has_ended:
                            outcomes += self._replace(child, work)
                        elif not child.is_busy:
                            self._give_out(work)
                        # What the caller does with them takes time: by now the child has other work.
                        yield from outcomes
        finally:
            if any(child.is_busy for child in self._children):
                self.stop()

    def _give_out(self, work: _Work[Key]) -> None:
        while len(self._children) < self._processes or any(not child.is_busy for child in self._children):
            given = work.next()
            if given is None:
                return
            batch, singly = given
            free = next((child for child in self._children if not child.is_busy), None)
            if free is None:
                free = ScoringProcess(deadline=self.deadline)
                self._children.append(free)
            free.give(batch, singly=singly)

    def _replace(self, child: ScoringProcess[Key], work: _Work[Key]) -> list[NotScored[Key]]:
        self._children.remove(child)
        try:
            left = list(child.lost(work.attempts))
        finally:
            child.stop()
        work.put_back([one for one in left if isinstance(one, Batch)])
        return [one for one in left if isinstance(one, NotScored)]


class _Work(Generic[Key]):
    """The batches that are to come, and those that a dead child left behind, which go pair by pair."""

    def __init__(self, batches: Iterable[Batch[Key]]) -> None:
        self._batches = iter(batches)
        self._ahead: deque[Batch[Key]] = deque()
        self._left: deque[Batch[Key]] = deque()
        self.attempts: dict[tuple[Metric, Key], int] = {}

    def next(self) -> tuple[Batch[Key], bool] | None:
        """Return a batch, and whether it goes pair by pair; None where there is no more."""
        if self._left:
            return self._left.popleft(), True
        self.read_ahead(1)
        return (self._ahead.popleft(), False) if self._ahead else None

    def read_ahead(self, count: int) -> None:
        """Have so many batches at hand, or all there are."""
        unread = (batch for batch in self._batches if batch.pairs)
        self._ahead.extend(islice(unread, max(count - len(self._ahead), 0)))

    def put_back(self, batches: Iterable[Batch[Key]]) -> None:
        """Take what is to be scored pair by pair."""
        self._left.extend(batches)
