"""Processes that score pairs and can be ended when one takes too long.

Fresh interpreters, not forks: a fork of a process with threads or database connections may hang, and macOS
does not support it. Not `multiprocessing` by spawn either: it runs the parent's main module again in each
child, and leaves its resource tracker behind. A child whose parent is gone reads the end of its input and
ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from array import array
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any, Generic

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.outcomes import Batch, Key, NotScored, Scored

_PROGRAM = "from reviewapp.domain.scoring.child import main; main()"
ATTEMPTS = 3
"""How often a pair may end its process before it is set aside."""


class ScoringProcessFailed(RuntimeError):
    """A scoring process did not start, or met an error in the program; its standard error says more."""


class ScoringProcess(Generic[Key]):
    """One child, and what it was given and has not answered."""

    def __init__(self, *, deadline: float) -> None:
        self.has_ended = False
        self._deadline = deadline
        self._batch: Batch[Key] | None = None
        self._unanswered: dict[int, set[int]] = {}
        self._begun: tuple[int, int] | None = None
        self._is_unheard = True
        self._goes_singly = False
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            # Ctrl-C in a terminal goes to the parent alone, which then ends its children without tracebacks.
            process_group=0,
        )
        assert self._process.stdin is not None  # noqa: S101 - both are pipes, as asked for above
        assert self._process.stdout is not None  # noqa: S101
        self._input = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self._output = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._process.stdin.close()
        self._process.stdout.close()

    @property
    def is_busy(self) -> bool:
        """Say whether it has something to answer."""
        return self._batch is not None

    def fileno(self) -> int:
        """Return the descriptor of its answers: `multiprocessing.connection.wait` waits for it."""
        return self._output.fileno()

    def give(self, batch: Batch[Key], *, singly: bool) -> None:
        """Send pairs to be scored; only to a child that is not busy, which therefore reads."""
        self._batch, self._begun = batch, None
        self._goes_singly = singly
        self._unanswered = {n: set(range(len(batch.pairs))) for n in range(len(batch.metrics))}
        order = {
            "metrics": [_spec(metric) for metric in batch.metrics],
            "pairs": [[pair.hypothesis, list(pair.references)] for pair in batch.pairs],
            "deadline": self._deadline,
            "singly": singly,
        }
        # A child that is gone is noticed where its answers are read.
        with contextlib.suppress(BrokenPipeError):
            self._input.send_bytes(json.dumps(order).encode())

    def collect(self) -> Iterator[Scored[Key] | NotScored[Key]]:
        """Take one answer, waiting for it, and notice whether the batch or the process has ended."""
        assert self._batch is not None  # noqa: S101 - only the busy are waited for
        try:
            header: dict[str, Any] = json.loads(self._output.recv_bytes())
            self._is_unheard = False
            if "done" in header:
                self._batch = None
            elif "begins" in header:
                number, place = header["begins"]
                self._begun = (number, place)
            else:
                yield from self._answer(self._batch, header)
        except (EOFError, OSError):
            # An OSError where it ended in the middle of an answer.
            self.has_ended = True

    def lost(self, attempts: dict[tuple[Metric, Key], int]) -> Iterator[NotScored[Key] | Batch[Key]]:
        """Yield what the ended process leaves behind: what it died of, and what is still to be scored.

        A pair that ran into the deadline is not scored. One that ended its process in another way is tried
        again until `attempts`, in which these are counted, says `ATTEMPTS`. Raises ScoringProcessFailed where
        the end was the program's fault and not a pair's.
        """
        status = self._process.wait()
        if self._batch is None or status >= 0 or (self._goes_singly and self._is_unheard):
            raise ScoringProcessFailed(f"a scoring process ended with status {status}")
        batch = self._batch
        if self._begun is not None:
            number, place = self._begun
            metric, pair = batch.metrics[number], batch.pairs[place]
            tried = attempts[metric, pair.key] = attempts.get((metric, pair.key), 0) + 1
            if reason := self._reason(status, tried):
                self._unanswered[number].discard(place)
                yield NotScored(metric, pair.key, reason)
        for number, places in self._unanswered.items():
            if places:
                left = tuple(batch.pairs[place] for place in sorted(places))
                yield Batch((batch.metrics[number],), left)

    def stop(self) -> None:
        """End the process now, whatever it does, and leave nothing of it behind."""
        self._process.kill()
        self._input.close()
        self._output.close()
        self._process.wait()

    def _answer(self, batch: Batch[Key], header: dict[str, Any]) -> Iterator[Scored[Key] | NotScored[Key]]:
        metric, places = batch.metrics[header["metric"]], header["places"]
        keys = [batch.pairs[place].key for place in places]
        if reason := header.get("reason"):
            outcome: Scored[Key] | NotScored[Key] = NotScored(metric, keys[0], reason)
        else:
            counts, values = array("q"), array("d")
            counts.frombytes(self._output.recv_bytes())
            values.frombytes(self._output.recv_bytes())
            size = len(counts) // len(keys) if keys else 1
            rows = list(zip(*[iter(counts.tolist())] * size, strict=True))
            outcome = Scored(metric, keys, rows, values.tolist())
        self._unanswered[header["metric"]].difference_update(places)
        self._begun = None
        yield outcome

    def _reason(self, status: int, tried: int) -> str:
        if status == -signal.SIGALRM:
            return f"took longer than {self._deadline:g} s"
        if tried < ATTEMPTS:
            return ""
        return f"ended the scoring process by {signal.Signals(-status).name}, {tried} times"


def _spec(metric: Metric) -> dict[str, object]:
    model = metric.subword_model
    return {
        "name": metric.name,
        "target_language": metric.target_language,
        "references": metric.references,
        "subword_model": str(model.path.absolute()) if model else None,
    }
