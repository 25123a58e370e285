"""Scoring in child processes: complete, bounded in time, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import pathlib
import random
import signal
import subprocess
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from reviewapp.domain.scoring import (
    NotScored,
    Pair,
    ScoringProcessFailed,
    add_statistics,
    metric_for,
    processes,
    score_pairs,
)
from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.subwords import train_subword_model


def pairs(count: int) -> Iterator[Pair[int]]:
    for index in range(count):
        yield Pair(index, f"boat number {index} left at dawn", [f"at dawn boat number {index % 3} left"])


def endless_pair(key: int) -> Pair[int]:
    chance = random.Random(5)
    words = [f"w{min(200, int(chance.paretovariate(0.8)))}" for _ in range(1_200)]
    return Pair(key, " ".join(chance.sample(words, len(words))), [" ".join(words)])


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Watch the children that a test starts: none may be alive or unwaited for after it."""
    children: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def watched(*args: Any, **kwargs: Any) -> subprocess.Popen[bytes]:
        children.append(start(*args, **kwargs))
        return children[-1]

    monkeypatch.setattr(subprocess, "Popen", watched)
    yield children
    assert [child for child in children if child.returncode is None] == []


@pytest.mark.parametrize("name", ["ter", "hter", "chrf"])
@pytest.mark.parametrize("count", [0, 1, 40, 100])
def test_two_processes_score_each_pair_once(name: str, count: int, started: list[object]) -> None:
    metric = metric_for(name, target_language="en")
    results = list(score_pairs(pairs(count), metric, processes=2))
    assert sorted(key for key, _ in results) == list(range(count))
    assert dict(results) == {p.key: metric.statistics(p.hypothesis, p.references) for p in pairs(count)}
    assert len(started) == min(2, -(-count // 16))


def test_an_instant_metric_with_one_process_starts_none(started: list[object]) -> None:
    metric = metric_for("bleu", target_language="en")
    results = dict(score_pairs(pairs(20), metric, processes=1))
    rows = [outcome for outcome in results.values() if not isinstance(outcome, NotScored)]
    assert len(rows) == 20
    assert metric.corpus_score(add_statistics(rows)) > 0
    assert started == []


def test_a_subword_model_reaches_the_children(tmp_path: pathlib.Path) -> None:
    texts = [pair.hypothesis for pair in pairs(100)]
    model = train_subword_model(texts, model_path=tmp_path / "m.model")
    metric = metric_for("spbleu", target_language="en", subword_model=model.path)
    results = dict(score_pairs(pairs(3), metric, processes=2))
    assert results[0] == metric.statistics(texts[0], ["at dawn boat number 0 left"])


def test_a_pair_over_the_deadline_is_not_scored_and_the_others_are() -> None:
    metric = metric_for("ter", target_language="en")
    given = [*pairs(3), endless_pair(3), *(Pair(p.key + 4, p.hypothesis, p.references) for p in pairs(5))]
    results = dict(score_pairs(given, metric, processes=1, deadline=3))
    assert results.pop(3) == NotScored("took longer than 3 s")
    assert sorted(results) == [0, 1, 2, 4, 5, 6, 7, 8]
    assert not any(isinstance(outcome, NotScored) for outcome in results.values())


def test_a_child_killed_from_outside_costs_one_pair(started: list[subprocess.Popen[bytes]]) -> None:
    metric = metric_for("ter", target_language="en")
    results: dict[int, object] = {}
    for key, outcome in score_pairs(pairs(40), metric, processes=1):
        if not results:
            started[0].kill()
            started[0].wait()
        results[key] = outcome
    lost = [outcome for outcome in results.values() if isinstance(outcome, NotScored)]
    assert sorted(results) == list(range(40))
    assert lost == [NotScored("the scoring process was ended by SIGKILL")]


@pytest.mark.parametrize("program", ["raise SystemExit(3)", "import os; os.kill(os.getpid(), 9)"])
def test_a_child_that_does_not_start_is_an_error(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(processes, "_PROGRAM", program)
    with pytest.raises(ScoringProcessFailed, match="ended with status"):
        list(score_pairs(pairs(40), metric_for("ter", target_language="en"), processes=2))


def test_an_error_in_a_child_is_an_error_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PROGRAM", "print('\"ready\"', flush=True); input(); raise SystemExit(1)")
    with pytest.raises(ScoringProcessFailed, match="ended with status 1"):
        list(score_pairs(pairs(2), metric_for("ter", target_language="en"), processes=1))


def test_an_answer_may_come_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import sys, time\n"
        "for piece in ('\"rea', 'dy\"\\n[1, ', '2.0]\\n'):\n"
        "    sys.stdout.write(piece); sys.stdout.flush(); time.sleep(0.1)\n"
        "sys.stdin.read()"
    )
    monkeypatch.setattr(processes, "_PROGRAM", program)
    results = list(score_pairs(pairs(1), metric_for("ter", target_language="en"), processes=1))
    assert results == [(0, (1, 2.0))]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_children_end_with_an_exception_among_the_pairs(
    error: type[BaseException], started: list[Any]
) -> None:
    def interrupted() -> Iterator[Pair[int]]:
        yield from pairs(20)
        raise error

    with pytest.raises(error):
        list(score_pairs(interrupted(), metric_for("ter", target_language="en"), processes=2))
    assert started


def test_children_end_when_the_iterator_is_closed(started: list[subprocess.Popen[bytes]]) -> None:
    results = score_pairs(pairs(200), metric_for("ter", target_language="en"), processes=2)
    with contextlib.closing(results):  # type: ignore[type-var]
        next(results)
    assert all(child.returncode == -signal.SIGKILL for child in started)


def test_pairs_are_read_as_they_are_needed() -> None:
    read: list[int] = []

    def counted() -> Iterator[Pair[int]]:
        for pair in pairs(10_000):
            read.append(pair.key)
            yield pair

    results = score_pairs(counted(), metric_for("ter", target_language="en"), processes=2)
    next(results)
    assert len(read) <= 64
    results.close()  # type: ignore[attr-defined]


def test_works_in_a_thread_and_from_another_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    monkeypatch.chdir(tmp_path)
    metric = metric_for("hter", target_language="en")
    results: list[object] = []
    thread = threading.Thread(target=lambda: results.extend(score_pairs(pairs(5), metric, processes=1)))
    thread.start()
    thread.join(60)
    assert len(results) == 5


def test_a_child_ends_when_its_parent_is_gone(started: list[subprocess.Popen[bytes]]) -> None:
    child: processes.ScoringProcess[int] = processes.ScoringProcess(
        Metric(metric_for("ter", target_language="en").name, "en"), deadline=1
    )
    assert os.read(child.fileno(), 100) == b'"ready"\n'
    child._input.close()
    assert started[0].wait(timeout=20) == 0
    child.stop()


@pytest.mark.parametrize(("count", "deadline"), [(0, 5.0), (1, 0.0), (1, -1.0)])
def test_arguments_are_checked_at_once(count: int, deadline: float) -> None:
    with pytest.raises(ValueError, match="at least one process"):
        score_pairs([], metric_for("ter", target_language="en"), processes=count, deadline=deadline)
