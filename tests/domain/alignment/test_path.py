"""The cheapest path against trying them all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewapp.domain.alignment.beads import SHAPES, Bead, Matrices
from reviewapp.domain.alignment.path import cheapest_path


def random_costs(seed: int, n: int, m: int) -> Matrices:
    chance = np.random.default_rng(seed)
    return {
        (a, b): chance.random((n - a + 1, m - b + 1), dtype=np.float32) * 2
        for a, b in SHAPES
        if a <= n and b <= m
    }


def all_paths(n: int, m: int) -> Iterator[tuple[Bead, ...]]:
    if n == m == 0:
        yield ()
    for a, b in (*SHAPES, (1, 0), (0, 1)):
        if a <= n and b <= m:
            for earlier in all_paths(n - a, m - b):
                yield (*earlier, Bead((n - a, n), (m - b, m)))


def total(beads: tuple[Bead, ...], costs: Matrices, *, alone: float) -> float:
    return sum(
        alone if 0 in bead.shape else float(costs[bead.shape][bead.source[0], bead.target[0]])
        for bead in beads
    )


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(0, 3), m=st.integers(0, 4), alone=st.floats(0.1, 1.5))
def test_no_path_is_cheaper(seed: int, n: int, m: int, alone: float) -> None:
    costs = random_costs(seed, n, m)
    found = cheapest_path(costs, omission=np.full(n, alone), addition=np.full(m, alone))
    assert (
        total(found, costs, alone=alone)
        <= min(total(path, costs, alone=alone) for path in all_paths(n, m)) + 1e-5
    )


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(0, 30), m=st.integers(0, 30), alone=st.floats(0.05, 1.5))
def test_every_sentence_is_covered_once_in_order(seed: int, n: int, m: int, alone: float) -> None:
    beads = cheapest_path(random_costs(seed, n, m), omission=np.full(n, alone), addition=np.full(m, alone))
    assert [i for bead in beads for i in range(*bead.source)] == list(range(n))
    assert [j for bead in beads for j in range(*bead.target)] == list(range(m))
    assert all(bead.shape in {*SHAPES, (1, 0), (0, 1)} for bead in beads)


def test_without_costs_everything_is_left_alone() -> None:
    beads = cheapest_path({}, omission=np.ones(2), addition=np.ones(1))
    assert sorted(bead.shape for bead in beads) == [(0, 1), (1, 0), (1, 0)]


def test_shapes_that_do_not_fit_are_passed_over() -> None:
    wide: Matrices = {(1, 1): np.zeros((1, 1), np.float32), (3, 1): np.zeros((0, 1), np.float32)}
    assert cheapest_path(wide, omission=np.ones(1), addition=np.ones(1)) == (Bead((0, 1), (0, 1)),)


@cache
def _paths(n: int, m: int) -> int:
    return sum(1 for _ in all_paths(n, m))


def test_the_brute_force_really_tries_them_all() -> None:
    assert [_paths(0, 0), _paths(1, 1), _paths(2, 1)] == [1, 3, 6]
