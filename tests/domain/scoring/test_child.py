"""The scoring process, run here without a process."""

from __future__ import annotations

import json
import os
import signal
import sys
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import pytest

from reviewapp.domain.scoring import child, kernels, metric_for
from reviewapp.domain.scoring.child import MAX_TER_TOKENS, START_SECONDS, TER_BUDGET

PAIRS: list[Any] = [["the boat left", ["a boat left"]], ["no rain", ["no rain"]], ["", ["fog"]]]


@dataclass
class Answers:
    """What a child said, and how it set its clock."""

    headers: list[Any] = field(default_factory=list)
    scores: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    values: dict[tuple[int, int], float] = field(default_factory=dict)
    clock: list[float] = field(default_factory=list)
    of_this_order: set[tuple[int, int]] = field(default_factory=set)

    def read(self, answers: Connection) -> None:
        """Take all that was sent, until the other end is closed."""
        while answers.poll():
            try:
                header = json.loads(answers.recv_bytes())
            except EOFError:
                return
            self.headers.append(header)
            if "done" in header:
                self.of_this_order.clear()
            if "places" in header and "reason" not in header:
                self._read_score(header, answers)

    def _read_score(self, header: Any, answers: Connection) -> None:
        counts, values = array("q", answers.recv_bytes()), array("d", answers.recv_bytes())
        assert len(values) == len(header["places"])
        for at, place in enumerate(header["places"]):
            size = len(counts) // len(values)
            key = (header["metric"], place)
            assert key not in self.of_this_order
            self.of_this_order.add(key)
            self.scores[key] = tuple(counts[at * size : (at + 1) * size])
            self.values[key] = values[at]


def spec(name: str, references: int = 1) -> dict[str, object]:
    return {"name": name, "target_language": "en", "references": references, "subword_model": None}


def order(*names: str, pairs: list[Any] = PAIRS, **more: object) -> dict[str, object]:
    metrics = [spec(name, len(pairs[0][1]) if pairs else 1) for name in names]
    return {"metrics": metrics, "pairs": pairs, "deadline": 2.5, "singly": False, **more}


def served(*orders: dict[str, object]) -> Answers:
    """Serve these orders, and say what was answered."""
    found = Answers()
    requests, asking = Pipe(duplex=False)
    reading, answers = Pipe(duplex=False)
    with requests, reading, answers:
        with asking:
            for one in orders:
                asking.send_bytes(json.dumps(one).encode())
        with pytest.raises(EOFError):
            child.serve(requests, answers, set_clock=found.clock.append)
        answers.close()
        found.read(reading)
    return found


def statistics(names: list[str], pairs: list[Any] = PAIRS) -> dict[tuple[int, int], tuple[int, ...]]:
    return {
        (number, place): metric_for(name, target_language="en", references=len(references)).statistics(
            hypothesis, references
        )
        for number, name in enumerate(names)
        for place, (hypothesis, references) in enumerate(pairs)
    }


@pytest.fixture
def without_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "has_kernel", lambda metric: False)


@pytest.fixture
def counted_kernels(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which of the kernels are called."""
    calls: list[str] = []

    def noting(name: str) -> Callable[..., Any]:
        function = getattr(kernels, name)

        def noted(*given: Any) -> Any:
            calls.append(name)
            return function(*given)

        return noted

    for name in ("compile_kernels", "batch_statistics", "ter_batch", "ter_statistics"):
        monkeypatch.setattr(kernels, name, noting(name))
    return calls


NAMES = ["bleu", "ter", "chrf", "hter", "chrf++"]


def test_scores_together_what_kernels_serve(counted_kernels: list[str]) -> None:
    found = served(order(*NAMES))
    assert found.scores == statistics(NAMES)
    assert found.values == {
        (number, place): metric_for(NAMES[number], target_language="en").segment_score(row)
        for (number, place), row in found.scores.items()
    }
    assert found.headers == [
        *({"metric": number, "places": [0, 1, 2]} for number in (0, 2, 4, 1, 3)),
        {"done": True},
    ]
    assert counted_kernels == ["compile_kernels", "batch_statistics", "ter_batch", "ter_batch"]
    # The start, the instant metrics together, and no clock on what is bounded by steps.
    assert found.clock == [START_SECONDS, 0, 2.5, 0]


def test_scores_singly_by_sacrebleu_without_kernels(
    without_kernels: None, counted_kernels: list[str]
) -> None:
    found = served(order("ter", "bleu", pairs=PAIRS[:2]))
    assert found.scores == statistics(["ter", "bleu"], PAIRS[:2])
    assert found.headers == [
        *(
            header
            for number in (0, 1)
            for place in (0, 1)
            for header in ({"begins": [number, place]}, {"metric": number, "places": [place]})
        ),
        {"done": True},
    ]
    assert counted_kernels == []
    # The clock runs while a pair is scored and not while its answer is sent.
    assert found.clock == [START_SECONDS, 0, *[2.5, 0] * 4]


def test_scores_singly_where_asked_to(counted_kernels: list[str]) -> None:
    found = served(order("ter", "chrf", singly=True))
    assert found.scores == statistics(["ter", "chrf"])
    assert [header["begins"] for header in found.headers if "begins" in header] == [
        [number, place] for number in (0, 1) for place in (0, 1, 2)
    ]
    # Instant metrics by themselves go through sacrebleu: a kernel is for many.
    assert counted_kernels == ["compile_kernels", *["ter_statistics", "ter_batch"] * 3]


def test_several_orders_and_references() -> None:
    two = [["the boat left", ["a boat left", "it left"]], ["fog", ["mist", "fog"]]]
    found = served(order("ter", "chrf", pairs=two))
    assert found.scores == statistics(["ter", "chrf"], two)
    assert [header for header in served(order("bleu"), order("chrf")).headers if "done" in header] == [
        {"done": True}
    ] * 2
    assert served(order("ter", pairs=[])).headers == [{"metric": 0, "places": []}, {"done": True}]
    assert served().clock == []


def test_a_pair_of_many_steps_is_begun_anew_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    budgets: list[int] = []

    def over_budget(metric: Any, hypotheses: list[str], references: Any, budget: int) -> Any:
        budgets.append(budget)
        rows = [metric.statistics(text, theirs) for text, theirs in zip(hypotheses, references, strict=True)]
        return np.array(
            [(-1, 0) if "boat" in text else row for text, row in zip(hypotheses, rows, strict=True)]
        )

    monkeypatch.setattr(kernels, "ter_batch", over_budget)
    monkeypatch.setattr(kernels, "ter_statistics", lambda metric, *pair: metric.statistics(*pair))
    found = served(order("ter"))
    assert found.scores == statistics(["ter"])
    assert found.headers == [
        {"metric": 0, "places": [1, 2]},
        {"begins": [0, 0]},
        {"metric": 0, "places": [0]},
        {"done": True},
    ]
    assert budgets == [TER_BUDGET]


def many_words(count: int) -> str:
    return " ".join("a" * (2 if place % 2 else 1) for place in range(count))


@pytest.mark.parametrize("has_kernels", [True, False])
@pytest.mark.parametrize(
    ("hypothesis", "references"),
    [
        (many_words(MAX_TER_TOKENS + 1), ["word"]),
        ("word", [many_words(MAX_TER_TOKENS + 1)]),
        ("word", ["word", many_words(MAX_TER_TOKENS + 1)]),
    ],
    ids=["hypothesis", "reference", "second"],
)
def test_too_long_a_text_is_refused_by_slow_metrics_only(
    monkeypatch: pytest.MonkeyPatch, has_kernels: bool, hypothesis: str, references: list[str]
) -> None:
    if not has_kernels:
        monkeypatch.setattr(kernels, "has_kernel", lambda metric: False)
    found = served(order("ter", "bleu", pairs=[[hypothesis, references]]))
    reason = f"too long: {MAX_TER_TOKENS + 1:,} tokens, and at most {MAX_TER_TOKENS:,} are scored"
    assert {"metric": 0, "places": [0], "reason": reason} in found.headers
    assert list(found.scores) == [(1, 0)]


def test_many_characters_of_few_tokens_are_scored_singly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MAX_TER_TOKENS", 12)
    pairs = [["extraordinarily long", ["words"]], ["fog", ["fog"]]]
    found = served(order("ter", pairs=pairs))
    assert found.scores == statistics(["ter"], pairs)
    assert {"begins": [0, 0]} in found.headers
    assert {"begins": [0, 1]} not in found.headers


def test_a_metric_is_set_up_once() -> None:
    child._metric.cache_clear()
    served(order("bleu"), order("bleu"), order("chrf"))
    assert child._metric.cache_info().misses == 2


@dataclass
class Standard:
    """A file of this process, by its descriptor."""

    descriptor: int

    def fileno(self) -> int:
        return self.descriptor


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Note what is done with signals instead of doing it to the process of the tests."""
    found: list[tuple[str, Any]] = []
    for name in ("signal", "pthread_sigmask", "setitimer"):
        monkeypatch.setattr(signal, name, lambda *given, name=name: found.append((name, given)))
    return found


def test_main_arms_the_clock_and_keeps_answers_clean(
    monkeypatch: pytest.MonkeyPatch, calls: list[tuple[str, Any]]
) -> None:
    requests, asking = Pipe(duplex=False)
    reading, answers = Pipe(duplex=False)
    errors, printed = os.pipe()
    for name, descriptor in (("stdin", requests.fileno()), ("stdout", answers.fileno()), ("stderr", printed)):
        monkeypatch.setattr(sys, name, Standard(descriptor))
    with asking:
        asking.send_bytes(json.dumps(order("chrf", pairs=PAIRS[:1], singly=True)).encode())
    child.main()
    os.write(answers.fileno(), b"noise of a library")
    assert os.read(errors, 100) == b"noise of a library"
    found = Answers()
    found.read(reading)
    assert found.scores == statistics(["chrf"], PAIRS[:1])
    assert calls == [
        ("signal", (signal.SIGALRM, signal.SIG_DFL)),
        ("signal", (signal.SIGPIPE, signal.SIG_DFL)),
        ("pthread_sigmask", (signal.SIG_UNBLOCK, {signal.SIGALRM})),
        *(("setitimer", (signal.ITIMER_REAL, seconds)) for seconds in (START_SECONDS, 0, 2.5, 0)),
    ]
    for connection in (requests, reading, answers):
        connection.close()
    for descriptor in (errors, printed):
        os.close(descriptor)
