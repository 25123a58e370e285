"""Draws in blocks are sacrebleu's draws at once, and sums by matrix products are sums of what was drawn."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.scoring import metric_for
from reviewapp.domain.scoring import resampling as module
from reviewapp.domain.scoring.resampling import (
    SegmentStatistics,
    bootstrap_sums,
    randomised_sums,
    shared_segments,
    weighted_sums,
)

TER = metric_for("ter", target_language="en")
BLEU = metric_for("bleu", target_language="en")
SEED = 12345


def system(segments: int, *, columns: int = 2, highest: int = 200, seed: int = 1) -> SegmentStatistics:
    rows = np.random.default_rng(seed).integers(0, highest, (segments, columns))
    return SegmentStatistics(TER if columns == 2 else BLEU, rows)


def drawn_at_once(given: SegmentStatistics, samples: int) -> Any:
    """Return the sums as sacrebleu has them, every sample built segment by segment."""
    draws = np.random.default_rng(SEED).choice(given.segments, size=(samples, given.segments))
    return given.rows[draws].sum(axis=1)


def tossed_at_once(given: SegmentStatistics, samples: int) -> Any:
    size = (samples, given.segments)
    return np.random.default_rng(SEED).integers(2, size=size, dtype=bool) @ given.rows


@pytest.mark.parametrize("block", [1, 64, 1000, 4096, 2_000_000])
@pytest.mark.parametrize("segments", [1, 2, 3, 31, 32, 33, 100])
@pytest.mark.parametrize("samples", [1, 31, 32, 33, 200])
def test_blocks_are_the_same_stream(
    monkeypatch: pytest.MonkeyPatch, block: int, segments: int, samples: int
) -> None:
    monkeypatch.setattr(module, "_BLOCK_SIZE", block)
    given = system(segments)

    (drawn,) = bootstrap_sums([given], samples=samples, seed=SEED)
    (halves,) = randomised_sums([given], samples=samples, seed=SEED)

    assert np.array_equal(drawn, drawn_at_once(given, samples))
    assert np.array_equal(halves, tossed_at_once(given, samples))


@pytest.mark.parametrize("columns", [2, 10])
@pytest.mark.parametrize("segments", [1300, 5000])
def test_tiles_leave_nothing_out(columns: int, segments: int) -> None:
    given = system(segments, columns=columns)

    (drawn,) = bootstrap_sums([given], samples=70, seed=SEED)
    (halves,) = randomised_sums([given], samples=70, seed=SEED)

    assert np.array_equal(drawn, drawn_at_once(given, 70))
    assert np.array_equal(halves, tossed_at_once(given, 70))


def test_systems_of_different_metrics_share_a_draw() -> None:
    systems = [system(50), system(50, columns=10, seed=2)]

    for each, drawn in zip(systems, bootstrap_sums(systems, samples=40, seed=SEED), strict=True):
        assert np.array_equal(drawn, drawn_at_once(each, 40))


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 2**40), st.integers(0, 3), st.integers(0, 2**25)), min_size=1, max_size=40
    ),
    seed=st.integers(0, 2**32 - 1),
)
def test_sums_are_exact_however_great_the_statistics(rows: Any, seed: int) -> None:
    given = SegmentStatistics(BLEU, np.array(rows, np.int64))
    weights = np.random.default_rng(seed).integers(0, 9, (5, len(rows)))

    (sums,) = weighted_sums(weights.astype(np.float32), [given])

    assert sums.astype(np.int64).tolist() == (weights @ given.rows).tolist()


def test_great_sums_are_rounded_once() -> None:
    """Where sacrebleu, which adds up in single precision, has lost a share of them."""
    given = SegmentStatistics(TER, np.full((3, 2), 2**24 + 1, np.int64))

    (drawn,) = bootstrap_sums([given], samples=4, seed=SEED)

    assert drawn.tolist() == [[float(np.float32(3 * (2**24 + 1)))] * 2] * 4


@pytest.mark.parametrize(
    ("references", "is_rounded"), [(1, False), (2, False), (3, True), (4, False), (5, True), (6, True)]
)
def test_mean_lengths_that_single_precision_cannot_hold(references: int, is_rounded: bool) -> None:
    metric = metric_for("ter", target_language="en", references=references)
    rows = np.random.default_rng(5).integers(1, 90, (200, 2))
    given = SegmentStatistics(metric, rows)
    assert (given.rounded_mean_lengths() is not None) is is_rounded

    (drawn,) = bootstrap_sums([given], samples=60, seed=SEED)

    as_sacrebleu = np.array([[edits, total / references] for edits, total in rows.tolist()], dtype="float32")
    draws = np.random.default_rng(SEED).choice(200, size=(60, 200))
    assert np.array_equal(drawn, [each.sum(0) for each in as_sacrebleu[draws]])


def test_only_ter_has_mean_lengths() -> None:
    metric = metric_for("bleu", target_language="en", references=3)
    given = SegmentStatistics(metric, np.array([[1] * 10, [2] * 10], np.int64))

    assert given.rounded_mean_lengths() is None
    assert given.total() == [3] * 10
    assert given.in_sacrebleu_terms(np.full((1, 10), 6.0)).tolist() == [[6.0] * 10]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (np.zeros(3, np.int64), "a row for each segment"),
        (np.zeros((3, 2)), "64-bit integers"),
        (np.array([[1, -1]], np.int64), "cannot be negative"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(rows: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SegmentStatistics(TER, rows)


def test_no_system_has_no_segments() -> None:
    assert shared_segments([]) == 0
    assert bootstrap_sums([], samples=3, seed=SEED) == []
    assert randomised_sums([], samples=3, seed=SEED) == []
    assert weighted_sums(np.zeros((2, 3), np.float32), []) == []


def peak(draw: Callable[..., Any], given: SegmentStatistics, samples: int) -> int:
    tracemalloc.start()
    try:
        draw([given], samples=samples, seed=SEED)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("draw", [bootstrap_sums, randomised_sums])
def test_memory_does_not_grow_with_the_samples(draw: Callable[..., Any]) -> None:
    given = system(100_000)

    few, many = peak(draw, given, 32), peak(draw, given, 96)

    assert many < 1.1 * few
    assert many < 32 * 100_000 * 4 * 1.5
