"""The process that scores pairs for another one, which `processes` starts.

It reads batches as JSON and answers in frames: a header as JSON, and after the header of a score the
statistics and the values of its pairs in bytes. Before it begins a pair by itself it says which, so that its
parent knows on what it died.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from multiprocessing.connection import Connection

import numpy as np
import numpy.typing as npt

from reviewapp.domain.scoring import kernels
from reviewapp.domain.scoring.formulas import segment_figures
from reviewapp.domain.scoring.metric import Metric, metric_for

# Python, sacrebleu and MeCab start in half a second; kernels that are compiled for the first time take ten
# more, and on a machine that swaps all of it takes long.
START_SECONDS = 300.0
# TER keeps a full matrix and up to 10,000 cached rows of eight bytes a token: 0.3 GB at this length, growing
# with its square. Below it, pairs that differ little take under a second; the deadline stops the others.
MAX_TER_TOKENS = 2_000
# Steps of the compiled shift search that a pair may take among others, about a tenth of a second; a pair
# that needs more is begun anew by itself, under the clock.
TER_BUDGET = 50_000_000

_Texts = tuple[str, Sequence[str]]


def main() -> None:
    """Serve standard input, under a clock that ends the process.

    The kernel's timer keeps the deadline: its signal ends Python and compiled code alike, even without a
    parent.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    requests = Connection(os.dup(sys.stdin.fileno()), writable=False)
    answers = Connection(os.dup(sys.stdout.fileno()), readable=False)
    # What a library prints must not stand among the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with contextlib.suppress(EOFError):
        serve(requests, answers, set_clock=set_clock)


def set_clock(seconds: float) -> None:
    """End this process after so many seconds from now; 0 stops the clock."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def serve(requests: Connection, answers: Connection, *, set_clock: Callable[[float], None]) -> None:
    """Answer requests until there are no more, which `EOFError` tells."""
    while True:
        order = json.loads(requests.recv_bytes())
        set_clock(START_SECONDS)
        metrics = [_metric(**spec) for spec in order["metrics"]]
        if any(kernels.has_kernel(metric) for metric in metrics):
            kernels.compile_kernels()
        set_clock(0)
        pairs: list[_Texts] = [(hypothesis, references) for hypothesis, references in order["pairs"]]
        work = _Work(metrics, pairs, answers, deadline=order["deadline"], set_clock=set_clock)
        if not order["singly"]:
            work.score_together()
        work.score_singly()
        answers.send_bytes(json.dumps({"done": True}).encode())


class _Work:
    """One batch on its way; what is left to score shrinks as answers are sent."""

    def __init__(
        self,
        metrics: Sequence[Metric],
        pairs: Sequence[_Texts],
        answers: Connection,
        *,
        deadline: float,
        set_clock: Callable[[float], None],
    ) -> None:
        self._metrics = metrics
        self._pairs = pairs
        self._answers = answers
        self._deadline = deadline
        self._set_clock = set_clock
        self._left = {number: list(range(len(pairs))) for number in range(len(metrics))}

    def score_together(self) -> None:
        """Score all pairs at once by every metric that a compiled kernel serves."""
        hypotheses = [hypothesis for hypothesis, _ in self._pairs]
        references = [theirs for _, theirs in self._pairs]
        numbers = [n for n, metric in enumerate(self._metrics) if kernels.has_kernel(metric)]
        instant = [n for n in numbers if self._metrics[n].is_instant]
        if instant:
            self._set_clock(self._deadline)
            tables = kernels.batch_statistics([self._metrics[n] for n in instant], hypotheses, references)
            # The clock stands still while answers are sent: the parent may be slow to read them.
            self._set_clock(0)
            for number, table in zip(instant, tables, strict=True):
                self._answer(number, range(len(self._pairs)), table)
        for number in (n for n in numbers if n not in instant):
            self._score_edits(number)

    def _score_edits(self, number: int) -> None:
        """Score by TER what is short enough to be let in uncounted, and within the budget."""
        short = [place for place, pair in enumerate(self._pairs) if _longest(pair) <= MAX_TER_TOKENS]
        table = kernels.ter_batch(
            self._metrics[number],
            [self._pairs[place][0] for place in short],
            [self._pairs[place][1] for place in short],
            TER_BUDGET,
        )
        is_done = table[:, 0] >= 0
        self._answer(
            number, [place for place, done in zip(short, is_done, strict=True) if done], table[is_done]
        )

    def score_singly(self) -> None:
        """Score what is left pair by pair, each under the clock."""
        for number, places in self._left.items():
            metric = self._metrics[number]
            for place in list(places):
                self._send({"begins": [number, place]})
                self._set_clock(self._deadline)
                hypothesis, references = self._pairs[place]
                reason = _refusal(metric, hypothesis, references)
                row = () if reason else _statistics(metric, hypothesis, references)
                self._set_clock(0)
                if reason:
                    self._send({"metric": number, "places": [place], "reason": reason})
                else:
                    self._answer(number, [place], np.array([row], dtype=np.int64))

    def _answer(self, number: int, places: Sequence[int], table: npt.NDArray[np.int64]) -> None:
        self._send({"metric": number, "places": list(places)})
        self._answers.send_bytes(table.tobytes())
        self._answers.send_bytes(segment_figures(self._metrics[number], table).tobytes())
        scored = set(places)
        self._left[number] = [place for place in self._left[number] if place not in scored]

    def _send(self, header: object) -> None:
        self._answers.send_bytes(json.dumps(header).encode())


def _longest(pair: _Texts) -> int:
    """Return the characters of the longest text: it has no more tokens."""
    return max(len(pair[0]), *map(len, pair[1]))


def _statistics(metric: Metric, hypothesis: str, references: Sequence[str]) -> tuple[int, ...]:
    if not metric.is_instant and kernels.has_kernel(metric):
        return kernels.ter_statistics(metric, hypothesis, references)
    return metric.statistics(hypothesis, references)


def _refusal(metric: Metric, hypothesis: str, references: Sequence[str]) -> str:
    """Say why a pair is not even tried."""
    if metric.is_instant:
        return ""
    longest = max(metric.token_count(text) for text in (hypothesis, *references))
    if longest <= MAX_TER_TOKENS:
        return ""
    return f"too long: {longest:,} tokens, and at most {MAX_TER_TOKENS:,} are scored"


@lru_cache(maxsize=64)
def _metric(name: str, target_language: str, references: int, subword_model: str | None) -> Metric:
    return metric_for(
        name,
        target_language=target_language,
        references=references,
        subword_model=pathlib.Path(subword_model) if subword_model else None,
    )
