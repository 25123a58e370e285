"""The scoring process, run here without a process."""

from __future__ import annotations

import io
import json
import signal
import sys
from typing import Any

import pytest

from reviewapp.domain.scoring import MAX_TER_TOKENS, NotScored, child, metric_for, outcomes
from reviewapp.domain.scoring.outcomes import Pair, outcome_of

ORDER = {"metric": "ter", "target_language": "en", "subword_model": None, "deadline": 2.5}


def request(*lines: object) -> io.BytesIO:
    return io.BytesIO(b"".join(json.dumps(line).encode() + b"\n" for line in lines))


def test_serves_batches_under_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "MAX_TER_TOKENS", 4)
    clock: list[float] = []
    answers = io.BytesIO()
    batch = [["a b", ["a b"]], ["a b c d e", ["a"]]]
    child.serve(request(ORDER, batch, [["x", ["y", "x"]]]), answers, set_clock=clock.append)
    assert [json.loads(line) for line in answers.getvalue().splitlines()] == [
        "ready",
        [0, 2.0],
        "too long: 5 tokens, and at most 4 are scored",
        [0, 1.0],
    ]
    assert clock == [0, 2.5, 2.5, 0, 2.5, 0]


def test_main_arms_the_clock_and_keeps_answers_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, Any]] = []
    answers = io.BytesIO()
    monkeypatch.setattr(signal, "signal", lambda *given: calls.append(("signal", given)))
    monkeypatch.setattr(signal, "pthread_sigmask", lambda *given: calls.append(("mask", given)))
    monkeypatch.setattr(signal, "setitimer", lambda *given: calls.append(("timer", given)))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(request({**ORDER, "metric": "chrf"})))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(answers))
    child.main()
    assert answers.getvalue() == b'"ready"\n'
    assert calls == [
        ("signal", (signal.SIGALRM, signal.SIG_DFL)),
        ("signal", (signal.SIGPIPE, signal.SIG_DFL)),
        ("mask", (signal.SIG_UNBLOCK, {signal.SIGALRM})),
        ("timer", (signal.ITIMER_REAL, child.START_SECONDS)),
        ("timer", (signal.ITIMER_REAL, 0)),
    ]


def test_cap_is_on_either_side_and_for_slow_metrics_only() -> None:
    long = "word " * (MAX_TER_TOKENS + 1)
    ter, bleu = metric_for("ter", target_language="en"), metric_for("bleu", target_language="en")
    expected = NotScored("too long: 2,001 tokens, and at most 2,000 are scored")
    assert outcome_of(ter, long, ["word"]) == expected
    assert outcome_of(ter, "word", ["word", long]) == expected
    assert outcome_of(bleu, long, ["word"]) == bleu.statistics(long, ["word"])


@pytest.mark.parametrize("references", [[], "one text"])
def test_a_pair_has_references(references: Any) -> None:
    with pytest.raises(ValueError, match="at least one reference"):
        Pair("key", "a", references)
