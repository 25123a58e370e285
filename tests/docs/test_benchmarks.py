"""The benchmarks run, on little, and compare like with like; what they take is nobody's matter here."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

from benchmarks import importing, pages, slices
from benchmarks.texts import Writer
from benchmarks.timing import Line, as_table, least, once
from reviewapp.models import Event, Score, Translation

REPOSITORY = pathlib.Path(__file__).parents[2]


def test_the_generator_writes_the_same_texts_every_time() -> None:
    first, second = ([*Writer().segments(30, an_article=10)] for _ in range(2))
    assert first == second
    assert [(s.article, s.number) for s in first[9:11]] == [(0, 10), (1, 1)]
    assert sum(s.target != s.reference for s in first) > 25


def test_another_seed_writes_other_texts() -> None:
    assert Writer(1).sentence() != Writer(2).sentence()


def test_the_least_leaves_the_first_run_out() -> None:
    runs: list[None] = []
    assert least(lambda: runs.append(None), runs=3) >= 0
    assert len(runs) == 4
    assert once(lambda: runs.append(None)) >= 0


def test_the_table_states_the_ratio() -> None:
    printed = as_table([Line("ours", 3.0, "bound", 0.5, "note")])
    assert printed.splitlines()[-1].split(" | ") == [
        "| ours",
        "3.00 s",
        "bound",
        "500.0 ms",
        "6.00 ",
        "note |",
    ]


@pytest.mark.django_db
def test_import_is_measured(tmp_path: pathlib.Path) -> None:
    (line,) = importing.measure(tmp_path, rows=50)
    assert Translation.objects.count() == 50
    assert line.ours > 0 < line.bound


_ALONE = """
from benchmarks.scratch import scratch_installation
with scratch_installation() as folder:
    from benchmarks import scoring
    for line in scoring.measure(folder, pairs=24, metrics=scoring.METRICS_MEASURED[1:2]):
        print(line.note)
"""


def test_scoring_is_measured_against_equal_figures() -> None:
    """Run in a process of its own: both sides are commands, and need a database that they can open."""
    done = subprocess.run(
        [sys.executable, "-c", _ALONE], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert [note.rpartition("; ")[2] for note in done.stdout.splitlines()] == ["figures equal"] * 2


@pytest.mark.django_db
def test_slices_are_measured(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "find_binaries", lambda: None)
    lines = slices.measure(tmp_path, translations=2_000, runs=1)
    assert len(lines) == 7
    assert Score.objects.count() == 2_000


@pytest.mark.django_db
def test_pages_and_a_save_are_measured(tmp_path: pathlib.Path) -> None:
    lines = pages.measure(tmp_path, segments=200, runs=2)
    assert len(lines) == 4
    assert all("queries" in line.note for line in lines)
    # Once to warm up, twice for the time, once for the number of queries.
    assert Event.objects.filter(action="corrected").count() == 4
