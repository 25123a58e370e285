"""The process that scores pairs for another one, which `processes` starts.

Each line it reads or writes is JSON. It reads the order, says that it is ready, then reads batches of pairs
and answers each pair by its statistics or by the reason there are none.
"""

from __future__ import annotations

import contextlib
import json
import pathlib
import signal
import sys
from collections.abc import Callable
from typing import IO

from reviewapp.domain.scoring.metric import metric_for
from reviewapp.domain.scoring.outcomes import NotScored, outcome_of

# Python, sacrebleu and MeCab start in half a second; on a machine that swaps, in ten.
START_SECONDS = 60.0


def main() -> None:
    """Serve standard input, under a clock that ends the process.

    The kernel's timer keeps the deadline: its signal ends Python and C code alike, even without a parent.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    set_clock(START_SECONDS)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    # What a library prints must not stand among the answers.
    with contextlib.redirect_stdout(sys.stderr):
        serve(requests, answers, set_clock=set_clock)


def set_clock(seconds: float) -> None:
    """End this process after so many seconds from now; 0 stops the clock."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def serve(requests: IO[bytes], answers: IO[bytes], *, set_clock: Callable[[float], None]) -> None:
    """Answer requests until there are no more."""
    order = json.loads(requests.readline())
    model = order["subword_model"]
    metric = metric_for(
        order["metric"],
        target_language=order["target_language"],
        subword_model=pathlib.Path(model) if model else None,
    )
    set_clock(0)
    _write(answers, "ready")
    for line in requests:
        for hypothesis, references in json.loads(line):
            set_clock(order["deadline"])
            outcome = outcome_of(metric, hypothesis, references)
            _write(answers, outcome.reason if isinstance(outcome, NotScored) else outcome)
        set_clock(0)


def _write(answers: IO[bytes], answer: object) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()
