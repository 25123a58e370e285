"""Figures for many sums at once have the bits that sacrebleu gives for each alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.scoring import formulas as module
from reviewapp.domain.scoring import metric_for
from reviewapp.domain.scoring.formulas import figures_of_sums

ALONE: dict[str, tuple[Any, int]] = {
    "bleu": (sacrebleu.BLEU(), 10),
    "chrf": (sacrebleu.CHRF(), 18),
    "chrf++": (sacrebleu.CHRF(word_order=2), 24),
    "ter": (sacrebleu.TER(), 2),
}


def assert_equal_to_sacrebleu(name: str, sums: Any) -> None:
    alone, _ = ALONE[name]
    expected = np.array([alone._compute_score_from_stats(row).score for row in sums.copy()])
    figures = figures_of_sums(metric_for(name, target_language="en"), sums)
    assert figures.dtype == expected.dtype
    assert figures.tolist() == expected.tolist()


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("name", ALONE)
@given(seed=st.integers(0, 2**32 - 1), highest=st.sampled_from([2, 9, 1000, 2**24, 2**31]))
def test_sums_above_zero(name: str, precision: Any, seed: int, highest: int) -> None:
    sums = np.random.default_rng(seed).integers(1, highest, (25, ALONE[name][1]))
    assert_equal_to_sacrebleu(name, sums.astype(precision))


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("name", ALONE)
@given(seed=st.integers(0, 2**32 - 1))
def test_sums_with_zeros(name: str, precision: Any, seed: int) -> None:
    sums = np.random.default_rng(seed).integers(0, 3, (12, ALONE[name][1]))
    assert_equal_to_sacrebleu(name, sums.astype(precision))


@pytest.mark.parametrize("name", ALONE)
def test_sums_without_a_zero_do_without_sacrebleu(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    metric = metric_for(name, target_language="en")
    monkeypatch.delattr(module, "_by_sacrebleu")

    assert figures_of_sums(metric, np.ones((2, ALONE[name][1]))).shape == (2,)


@pytest.mark.parametrize("name", ALONE)
def test_no_rows(name: str) -> None:
    metric = metric_for(name, target_language="en")

    assert figures_of_sums(metric, np.empty((0, ALONE[name][1]), np.float32)).tolist() == []


@pytest.mark.parametrize("zeros", [0, 1])
def test_hter_is_ter_as_a_share_of_at_most_one(zeros: int) -> None:
    sums = np.array([[1, 8], [30, 10], [0, 4], [5, 0]][: 4 if zeros else 3], np.float32)

    figures = figures_of_sums(metric_for("hter", target_language="en"), sums)

    assert figures.tolist() == [0.125, 1.0, 0.0, 1.0][: len(sums)]
