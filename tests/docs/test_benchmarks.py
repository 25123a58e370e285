"""The benchmarks run, on little, and compare like with like; what they take is nobody's matter here."""

from __future__ import annotations

import pathlib

import pytest

from benchmarks import importing, pages, scoring
from benchmarks.texts import Writer
from benchmarks.timing import Line, as_table, least, once
from reviewapp.models import Event, Translation


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


@pytest.mark.django_db
def test_scoring_is_measured_against_equal_figures(tmp_path: pathlib.Path) -> None:
    lines = scoring.measure(tmp_path, pairs=12, ter_pairs=6)
    assert [line.note.rpartition("; ")[2] for line in lines] == ["figures equal", "figures equal"]


@pytest.mark.django_db
def test_pages_and_a_save_are_measured(tmp_path: pathlib.Path) -> None:
    lines = pages.measure(tmp_path, segments=200, runs=2)
    assert len(lines) == 4
    assert all("queries" in line.note for line in lines)
    # Once to warm up, twice for the time, once for the number of queries.
    assert Event.objects.filter(action="corrected").count() == 4
