"""Scoring in child processes: complete, bounded in time, and nothing left behind."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import pathlib
import signal
import subprocess
import threading
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any

import pytest

from reviewapp.domain.scoring import (
    Batch,
    Metric,
    NotScored,
    Pair,
    Scored,
    ScoringPool,
    ScoringProcessFailed,
    metric_for,
    processes,
)
from reviewapp.domain.scoring.processes import ATTEMPTS, ScoringProcess
from reviewapp.domain.scoring.subwords import train_subword_model

KERNELS = processes._PROGRAM
SACREBLEU = (
    f"from reviewapp.domain.scoring import kernels; kernels.has_kernel = lambda metric: False; {KERNELS}"
)
PROGRAMS = pytest.mark.parametrize("program", [KERNELS, SACREBLEU], ids=["kernels", "sacrebleu"])

# A child that does something else to every pair with a certain word in it, by kernels or without them; it
# notes each time that it met one, with how many pairs it had at once.
TOUCHY = """
import os, pathlib, signal, time
from reviewapp.domain.scoring import child, kernels
from reviewapp.domain.scoring.metric import Metric

def met(texts):
    if any("wreck" in text for text in texts):
        with open({notes!r}, "a") as notes:
            notes.write(str(len(texts)) + chr(10))
        {act}

def guarded(function, texts_of):
    def call(*given):
        met(texts_of(given))
        return function(*given)
    return call

Metric.statistics = guarded(Metric.statistics, lambda given: [given[1]])
if {with_kernels}:
    kernels.has_kernel = lambda metric: True
    kernels.compile_kernels = lambda: None
    for name in ("batch_statistics", "ter_batch", "ter_statistics"):
        setattr(kernels, name, guarded(getattr(kernels, name), lambda given: given[1] if isinstance(given[1], list) else [given[1]]))
else:
    kernels.has_kernel = lambda metric: False
child.main()
"""
DIE = "os.kill(os.getpid(), signal.SIGKILL)"
HANG = "time.sleep(60)"


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


def metric(name: str = "ter", references: int = 1) -> Metric:
    return metric_for(name, target_language="en", references=references)


def pairs(keys: Iterable[int], *, references: int = 1) -> tuple[Pair[int], ...]:
    given = [
        "at dawn boat number {} left",
        "boat {} has left already",
        "dawn saw number {} leave",
        "gone is {}",
    ]
    return tuple(
        Pair(key, f"boat number {key} left at dawn", [text.format(key % 3) for text in given[:references]])
        for key in keys
    )


def pairs_with_a_wreck(count: int, *, at: int) -> tuple[Pair[int], ...]:
    return tuple(
        Pair(pair.key, f"wreck {pair.hypothesis}", pair.references) if pair.key == at else pair
        for pair in pairs(range(count))
    )


def expected(batches: Iterable[Batch[int]]) -> dict[tuple[Metric, int], tuple[tuple[int, ...], float]]:
    found = {}
    for batch in batches:
        for metric, pair in itertools.product(batch.metrics, batch.pairs):
            statistics = metric.statistics(pair.hypothesis, pair.references)
            found[metric, pair.key] = (statistics, metric.segment_score(statistics))
    return found


def told_apart(
    outcomes: Iterable[Scored[int] | NotScored[int]],
) -> tuple[dict[tuple[Metric, int], tuple[tuple[int, ...], float]], dict[tuple[Metric, int], str]]:
    """Return figures and reasons; each metric and key may come once only."""
    figures: dict[tuple[Metric, int], tuple[tuple[int, ...], float]] = {}
    reasons: dict[tuple[Metric, int], str] = {}
    for outcome in outcomes:
        if isinstance(outcome, NotScored):
            fresh: dict[Any, Any] = {(outcome.metric, outcome.key): outcome.reason}
            reasons |= fresh
        else:
            rows = zip(outcome.keys, outcome.statistics, outcome.values, strict=True)
            fresh = {(outcome.metric, key): (statistics, value) for key, statistics, value in rows}
            assert len(fresh) == len(outcome.keys)
            assert not fresh.keys() & figures.keys()
            figures |= fresh
    assert not figures.keys() & reasons.keys()
    return figures, reasons


@PROGRAMS
@pytest.mark.parametrize("count", [1, 3])
def test_each_pair_is_scored_once_by_each_metric(
    monkeypatch: pytest.MonkeyPatch, program: str, count: int, started: list[object]
) -> None:
    monkeypatch.setattr(processes, "_PROGRAM", program)
    names = ["bleu", "chrf", "chrf++", "ter"]
    batches = [
        Batch(tuple(metric(name) for name in names), pairs(range(20))),
        Batch((metric("hter"),), pairs(range(20))),
        Batch((metric("bleu"),), pairs(range(20, 21))),
        Batch(tuple(metric(name, 4) for name in names), pairs(range(9), references=4)),
        Batch((metric("chrf"),), ()),
        Batch((metric("ter", 2),), pairs(range(30, 40), references=2)),
    ]
    with ScoringPool(processes=count) as pool:
        figures, reasons = told_apart(pool.score(iter(batches)))
    assert figures == expected(batches)
    assert reasons == {}
    assert len(started) == count


@pytest.mark.parametrize("batches", [[], [Batch((Metric(metric().name, "en"),), ())]], ids=["none", "empty"])
def test_where_nothing_is_to_be_scored_nothing_starts(
    batches: list[Batch[int]], started: list[object]
) -> None:
    with ScoringPool(processes=2) as pool:
        assert list(pool.score(batches)) == []
    assert started == []


def test_a_pool_is_used_again_and_after_a_stop(started: list[object]) -> None:
    batch = Batch((metric(),), pairs(range(3)))
    with ScoringPool(processes=2) as pool:
        for _ in range(2):
            assert told_apart(pool.score([batch]))[0] == expected([batch])
        assert len(started) == 1
        pool.stop()
        more = [batch, Batch(batch.metrics, pairs(range(3, 6)))]
        assert told_apart(pool.score(more))[0] == expected(more)
    assert len(started) == 3


def test_a_subword_model_reaches_the_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    texts = [pair.hypothesis for pair in pairs(range(100))]
    train_subword_model(texts, model_path=tmp_path / "m.model")
    monkeypatch.chdir(tmp_path)
    spbleu = metric_for("spbleu", target_language="en", subword_model=pathlib.Path("m.model"))
    batch = Batch((spbleu,), pairs(range(3)))
    with ScoringPool(processes=1) as pool:
        assert told_apart(pool.score([batch]))[0] == expected([batch])


@pytest.mark.parametrize("with_kernels", [True, False], ids=["kernels", "sacrebleu"])
@pytest.mark.parametrize("name", ["ter", "chrf"])
def test_a_pair_that_ends_its_process_is_set_aside_after_three_attempts(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
    name: str,
    with_kernels: bool,
    started: list[object],
) -> None:
    notes = tmp_path / "notes"
    monkeypatch.setattr(
        processes, "_PROGRAM", TOUCHY.format(notes=str(notes), act=DIE, with_kernels=with_kernels)
    )
    batch = Batch((metric(name),), pairs_with_a_wreck(7, at=3))
    with ScoringPool(processes=1) as pool:
        figures, reasons = told_apart(pool.score([batch]))
    sound = Batch(batch.metrics, tuple(pair for pair in batch.pairs if pair.key != 3))
    assert figures == expected([sound])
    assert reasons == {(batch.metrics[0], 3): "ended the scoring process by SIGKILL, 3 times"}
    # Once among the others, where there is a kernel for many, and then by itself.
    met = notes.read_text().split()
    assert met == [*(["7"] if with_kernels else []), *["1"] * ATTEMPTS]
    assert len(started) == len(met) + 1


def test_each_metric_tries_for_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    program = TOUCHY.format(notes=str(tmp_path / "notes"), act=DIE, with_kernels=True)
    monkeypatch.setattr(processes, "_PROGRAM", program)
    batch = Batch((metric("bleu"), metric("ter")), pairs_with_a_wreck(5, at=0))
    with ScoringPool(processes=2) as pool:
        figures, reasons = told_apart(pool.score([batch]))
    assert {key for _, key in figures} == {1, 2, 3, 4}
    assert set(reasons) == {(metric("bleu"), 0), (metric("ter"), 0)}
    assert len(figures) == 8


@pytest.mark.parametrize("with_kernels", [True, False], ids=["kernels", "sacrebleu"])
def test_a_pair_over_the_deadline_is_set_aside_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, with_kernels: bool
) -> None:
    notes = tmp_path / "notes"
    program = TOUCHY.format(notes=str(notes), act=HANG, with_kernels=with_kernels)
    monkeypatch.setattr(processes, "_PROGRAM", program)
    batch = Batch((metric("bleu"),), pairs_with_a_wreck(6, at=2))
    with ScoringPool(processes=1, deadline=1) as pool:
        figures, reasons = told_apart(pool.score([batch]))
    assert {key for _, key in figures} == {0, 1, 3, 4, 5}
    assert reasons == {(metric("bleu"), 2): "took longer than 1 s"}
    assert notes.read_text().split() == ([*["6"], "1"] if with_kernels else ["1"])


@pytest.mark.parametrize("name", ["ter", "hter"])
def test_a_pair_that_is_too_long_is_set_aside_with_its_length(name: str) -> None:
    long = Pair(9, "word " * 2_001, ["word"])
    batch = Batch((metric(name),), (*pairs(range(2)), long))
    with ScoringPool(processes=1) as pool:
        figures, reasons = told_apart(pool.score([batch]))
    assert len(figures) == 2
    assert reasons == {(metric(name), 9): "too long: 2,001 tokens, and at most 2,000 are scored"}


def test_a_slow_reader_costs_no_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the answers unread for longer than the deadline, when the pipe is full."""
    monkeypatch.setattr(processes, "_PROGRAM", SACREBLEU)
    batch = Batch((metric("chrf"),), pairs(range(1_000)))
    with ScoringPool(processes=1, deadline=1) as pool:
        outcomes = pool.score([batch])
        first = next(outcomes)
        threading.Event().wait(2.5)
        figures, reasons = told_apart([first, *outcomes])
    assert (len(figures), reasons) == (1_000, {})


def test_a_child_killed_from_outside_costs_no_pair(
    monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    monkeypatch.setattr(processes, "_PROGRAM", SACREBLEU)
    batches = [Batch((metric(),), pairs(range(start, start + 50))) for start in range(0, 200, 50)]
    with ScoringPool(processes=2) as pool:
        outcomes = pool.score(batches)
        first = next(outcomes)
        for child in list(started):
            child.kill()
            child.wait()
        figures, reasons = told_apart([first, *outcomes])
    assert figures == expected(batches)
    assert reasons == {}


def test_an_idle_child_that_was_killed_is_replaced(started: list[subprocess.Popen[bytes]]) -> None:
    batch = Batch((metric(),), pairs(range(3)))
    with ScoringPool(processes=1) as pool:
        list(pool.score([batch]))
        started[0].kill()
        started[0].wait()
        assert told_apart(pool.score([batch]))[0] == expected([batch])
    assert len(started) == 2


# A child that says it has an answer and ends before, or within, its numbers.
TORN = """
import json, os, signal, struct, sys
from multiprocessing.connection import Connection
if not os.path.exists({once!r}):
    open({once!r}, "w").close()
    requests, answers = Connection(0, writable=False), Connection(1, readable=False)
    requests.recv_bytes()
    answers.send_bytes(json.dumps({{"metric": 0, "places": [0, 1]}}).encode())
    os.write(1, {rest})
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    "rest", ["b''", "b'1'", "struct.pack('!i', 80) + b'12345'"], ids=["no", "head", "half"]
)
def test_an_answer_that_is_torn_is_no_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, rest: str, started: list[object]
) -> None:
    program = TORN.format(once=str(tmp_path / "once"), rest=rest) + KERNELS
    monkeypatch.setattr(processes, "_PROGRAM", program)
    batch = Batch((metric("chrf"),), pairs(range(2)))
    with ScoringPool(processes=1) as pool:
        assert told_apart(pool.score([batch]))[0] == expected([batch])
    assert len(started) == 2


@pytest.mark.parametrize(
    ("program", "status"),
    [
        ("raise SystemExit(3)", "3"),
        ("raise SystemExit(0)", "0"),
        ("import os; os.kill(os.getpid(), 9)", "-9"),
        # Born well, but with an error in the program: no pair's fault.
        ("import sys; sys.stdin.buffer.read(4); raise SystemExit(1)", "1"),
    ],
)
def test_a_child_that_cannot_score_at_all_is_an_error(
    monkeypatch: pytest.MonkeyPatch, program: str, status: str
) -> None:
    monkeypatch.setattr(processes, "_PROGRAM", program)
    batches = [Batch((metric(),), pairs(range(4))), Batch((metric("chrf"),), pairs(range(4)))]
    with (
        ScoringPool(processes=2) as pool,
        pytest.raises(ScoringProcessFailed, match=f"with status {status}$"),
    ):
        list(pool.score(batches))


def test_an_error_in_a_child_is_an_error_here(capfd: pytest.CaptureFixture[str]) -> None:
    lost = Metric(metric().name, "qq-nowhere")
    with ScoringPool(processes=1) as pool, pytest.raises(ScoringProcessFailed, match="with status 1"):
        list(pool.score([Batch((lost,), pairs(range(1)))]))
    assert "UnknownLanguage" in capfd.readouterr().err


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_children_end_with_an_error_among_the_batches(error: type[BaseException], started: list[Any]) -> None:
    def interrupted() -> Iterator[Batch[int]]:
        yield Batch((metric(),), pairs(range(20)))
        yield Batch((metric(),), pairs(range(20)))
        raise error

    pool = ScoringPool(processes=3)
    with pytest.raises(error):
        list(pool.score(interrupted()))
    assert [child.returncode for child in started] == [-signal.SIGKILL] * 2
    # Nothing of it is left in the way of the next work.
    batch = Batch((metric(),), pairs(range(2)))
    with pool:
        assert told_apart(pool.score([batch]))[0] == expected([batch])


def test_children_end_with_an_interrupt_while_it_waits(
    monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    def interrupted(*_: object) -> list[object]:
        raise KeyboardInterrupt

    monkeypatch.setattr("reviewapp.domain.scoring.pool.wait", interrupted)
    pool = ScoringPool(processes=1)
    with pytest.raises(KeyboardInterrupt):
        list(pool.score([Batch((metric(),), pairs(range(3)))]))
    assert [child.returncode for child in started] == [-signal.SIGKILL]


def test_ctrl_c_in_a_terminal_reaches_the_parent_alone(started: list[subprocess.Popen[bytes]]) -> None:

    with ScoringPool(processes=1) as pool:
        list(pool.score([Batch((metric(),), pairs(range(1)))]))
        assert os.getpgid(started[0].pid) == started[0].pid != os.getpgid(0)


def test_children_end_when_the_iterator_is_closed(started: list[subprocess.Popen[bytes]]) -> None:
    batches = [Batch((metric(),), pairs(range(20)))] * 3
    pool = ScoringPool(processes=2)
    with contextlib.closing(pool.score(batches)) as outcomes:
        next(outcomes)
    assert [child.returncode for child in started] == [-signal.SIGKILL] * 2


def test_idle_children_stay_when_the_iterator_ends(started: list[subprocess.Popen[bytes]]) -> None:
    with ScoringPool(processes=1) as pool:
        list(pool.score([Batch((metric(),), pairs(range(1)))]))
        assert started[0].poll() is None
    assert started[0].returncode == -signal.SIGKILL


def test_batches_are_read_a_few_ahead_of_the_children() -> None:
    read: list[int] = []

    def counted() -> Iterator[Batch[int]]:
        for number in range(1_000):
            read.append(number)
            yield Batch((metric(),), pairs(range(number, number + 1)))

    with ScoringPool(processes=2) as pool:
        outcomes = pool.score(counted())
        for taken in range(1, 20):
            next(outcomes)
            assert len(read) <= taken + 5
        outcomes.close()


def test_works_in_a_thread_and_from_another_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    monkeypatch.chdir(tmp_path)
    batch = Batch((metric("hter"),), pairs(range(5)))
    found: list[object] = []

    def run() -> None:
        with ScoringPool(processes=1) as pool:
            found.append(told_apart(pool.score([batch]))[0])

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert found == [expected([batch])]


@pytest.mark.parametrize("is_busy", [False, True])
def test_a_child_ends_when_its_parent_is_gone(is_busy: bool, started: list[subprocess.Popen[bytes]]) -> None:
    child: ScoringProcess[int] = ScoringProcess(deadline=1)
    if is_busy:
        child.give(Batch((metric("chrf"),), pairs(range(2_000))), singly=True)
        list(child.collect())
    child._input.close()
    child._output.close()
    assert started[0].wait(timeout=30) == (-signal.SIGPIPE if is_busy else 0)
    child.stop()


def test_what_was_answered_is_not_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PROGRAM", SACREBLEU)
    batch = Batch((metric("chrf"), metric("bleu")), pairs(range(1)))
    child: ScoringProcess[int] = ScoringProcess(deadline=1)
    try:
        child.give(batch, singly=False)
        answers = [answer for _ in range(2) for answer in child.collect()]
        child._process.kill()
        assert told_apart(answers)[0] == expected([Batch((metric("chrf"),), batch.pairs)])
        assert list(child.lost({})) == [Batch((metric("bleu"),), batch.pairs)]
    finally:
        child.stop()


def test_a_child_that_scored_before_is_not_taken_for_one_that_cannot() -> None:
    batch = Batch((metric("chrf"),), pairs(range(1)))
    child: ScoringProcess[int] = ScoringProcess(deadline=1)
    try:
        child.give(batch, singly=False)
        while child.is_busy:
            list(child.collect())
        child._process.kill()
        child._process.wait()
        child.give(batch, singly=True)
        assert list(child.collect()) == []
        assert child.has_ended
        assert list(child.lost({})) == [batch]
    finally:
        child.stop()


def test_what_a_child_is_told_and_asked() -> None:
    child: ScoringProcess[int] = ScoringProcess(deadline=1)
    try:
        assert not child.is_busy
        child.give(Batch((metric("chrf"),), pairs(range(1))), singly=True)
        assert child.is_busy
        assert isinstance(child._output, Connection)
        assert child.fileno() == child._output.fileno()
        assert list(child.collect()) == []
        assert child._begun == (0, 0)
        (answer,) = child.collect()
        assert isinstance(answer, Scored)
        assert child.is_busy
        assert list(child.collect()) == []
        assert (child.is_busy, child.has_ended) == (False, False)
    finally:
        child.stop()


@pytest.mark.parametrize(("count", "deadline"), [(0, 5.0), (1, 0.0), (1, -1.0)])
def test_arguments_are_checked_at_once(count: int, deadline: float) -> None:
    with pytest.raises(ValueError, match="at least one process"):
        ScoringPool(processes=count, deadline=deadline)


@pytest.mark.parametrize("references", [[], "one text"])
def test_a_pair_has_references(references: Any) -> None:
    with pytest.raises(ValueError, match="at least one reference"):
        Pair("key", "a", references)


@pytest.mark.parametrize(
    ("metrics", "references", "wanted"),
    [
        ((metric("bleu"),), 2, r"\[1\]"),
        ((metric("bleu"), metric("chrf", 2)), 2, r"\[1, 2\]"),
        ((), 1, r"\[\]"),
    ],
)
def test_a_batch_has_the_references_of_its_metrics(
    metrics: tuple[Metric, ...], references: int, wanted: str
) -> None:
    with pytest.raises(ValueError, match=f"need {wanted} references"):
        Batch(metrics, pairs(range(1), references=references))


def test_a_metric_reaches_the_child_in_words() -> None:
    assert json.loads(json.dumps(processes._spec(metric("chrf++", 3)))) == {
        "name": "chrf++",
        "target_language": "en",
        "references": 3,
        "subword_model": None,
    }
