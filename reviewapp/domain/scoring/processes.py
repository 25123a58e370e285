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
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Generic

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.outcomes import Key, NotScored, Outcome, Pair

_PROGRAM = "from reviewapp.domain.scoring.child import main; main()"
_READ_BYTES = 65_536


class ScoringProcessFailed(RuntimeError):
    """A scoring process did not start, or met an error in the program; its standard error says more."""


class ScoringProcess(Generic[Key]):
    """One child, and the pairs it was given and has not answered, in order."""

    def __init__(self, metric: Metric, *, deadline: float) -> None:
        self.unanswered: deque[Pair[Key]] = deque()
        self.has_ended = False
        self._deadline = deadline
        self._is_ready = False
        self._received = b""
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
        self._input, self._output = self._process.stdin, self._process.stdout
        model = metric.subword_model
        self._send(
            {
                "metric": metric.name,
                "target_language": metric.target_language,
                "subword_model": str(model.path.absolute()) if model else None,
                "deadline": deadline,
            }
        )

    def fileno(self) -> int:
        """Return the descriptor of its answers: `multiprocessing.connection.wait` waits for it."""
        return self._output.fileno()

    def give(self, pairs: Sequence[Pair[Key]]) -> None:
        """Send pairs to be scored."""
        self.unanswered.extend(pairs)
        self._send([[pair.hypothesis, list(pair.references)] for pair in pairs])

    def collect(self) -> Iterator[tuple[Key, Outcome]]:
        """Return the answers there are, waiting for the first, and notice whether the process has ended.

        The pair under work when it ended is NotScored; those behind it stay unanswered. Raises
        ScoringProcessFailed where the end was the program's fault and not a pair's.
        """
        received = os.read(self.fileno(), _READ_BYTES)
        if not received:
            self.has_ended = True
            yield self.unanswered.popleft().key, NotScored(self._reason_of_end())
        *lines, self._received = (self._received + received).split(b"\n")
        for line in lines:
            answer = json.loads(line)
            if self._is_ready:
                outcome = NotScored(answer) if isinstance(answer, str) else tuple(answer)
                yield self.unanswered.popleft().key, outcome
            self._is_ready = True

    def stop(self) -> None:
        """End the process now, whatever it does, and leave nothing of it behind."""
        self._process.kill()
        with contextlib.suppress(BrokenPipeError):
            self._input.close()
        self._output.close()
        self._process.wait()

    def _reason_of_end(self) -> str:
        status = self._process.wait()
        if not self._is_ready or status >= 0:
            raise ScoringProcessFailed(f"a scoring process ended with status {status}")
        if status == -signal.SIGALRM:
            return f"took longer than {self._deadline:g} s"
        return f"the scoring process was ended by {signal.Signals(-status).name}"

    def _send(self, message: object) -> None:
        # A child that is gone is noticed where its answers are read.
        with contextlib.suppress(BrokenPipeError):
            self._input.write(json.dumps(message).encode() + b"\n")
            self._input.flush()
