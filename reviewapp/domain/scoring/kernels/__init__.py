"""sacrebleu's sufficient statistics, integer for integer, compiled: for processes that score many pairs.

Importing this package imports neither numba nor sacrebleu; the functions do, so that a web process must not
call them. numba is the extra `fast`. Where it is absent, `has_kernel` says so and all else raises
KernelsUnavailable; `Metric.statistics` gives the same figures then. Not for several threads at once: MeCab
keeps its lattice from one call to the next.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.names import MetricName

if TYPE_CHECKING:
    from types import ModuleType

    import numpy as np
    import numpy.typing as npt

NO_LIMIT = 1 << 62
# Every metric has its kernel, in every set-up of it; one that comes later is computed by sacrebleu.
_PROVEN = frozenset(
    {
        MetricName.BLEU,
        MetricName.SPBLEU,
        MetricName.CHRF,
        MetricName.CHRF_PLUS_PLUS,
        MetricName.TER,
        MetricName.HTER,
    }
)


class KernelsUnavailable(RuntimeError):
    """numba is not installed, or cannot be imported here."""


def has_kernel(metric: Metric) -> bool:
    """Say whether the metric's statistics can be computed here by compiled code. Imports numba."""
    if metric.name not in _PROVEN:
        return False
    try:
        _batches()
    except KernelsUnavailable:
        return False
    return True


def batch_statistics(
    metrics: Sequence[Metric], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
) -> list[npt.NDArray[np.int64]]:
    """Return the statistics of many pairs for each of the instant metrics.

    `references` has one sequence a pair. Each array has a row a pair, in the order and the units of
    `Metric.statistics`. Work is shared between the metrics. Raises KernelsUnavailable; ValueError where a
    metric is not instant, where metrics differ in language or number of references, or where a pair has
    another number of references.
    """
    return _batches().batch_statistics(metrics, hypotheses, references)  # type: ignore[no-any-return]


def ter_batch(
    metric: Metric, hypotheses: Sequence[str], references: Sequence[Sequence[str]], budget: int = NO_LIMIT
) -> npt.NDArray[np.int64]:
    """Return edits and the sum of the reference lengths of many pairs, for TER or HTER.

    The edits are -1 for a pair that takes more steps than `budget`: a step is about one cell of an edit
    distance matrix, some 200 to 600 million a second, so that the same pairs are left out on every machine.
    Two shuffled texts of 2,000 words take 4 million, of 10,000 words 13 million. Memory grows with the sum of
    a pair's lengths, not with their product. Raises KernelsUnavailable and ValueError as `batch_statistics`
    does.
    """
    return _batches().ter_batch(metric, hypotheses, references, budget)  # type: ignore[no-any-return]


def ter_statistics(metric: Metric, hypothesis: str, references: Sequence[str]) -> tuple[int, int]:
    """Return edits and the sum of the reference lengths of one pair, however long it takes.

    Raises KernelsUnavailable and ValueError as `batch_statistics` does.
    """
    edits, length = ter_batch(metric, [hypothesis], [references])[0].tolist()
    return edits, length


def compile_kernels() -> None:
    """Compile every kernel, or load it where an earlier process has.

    The first takes 10 to 40 seconds, the second one; call it before a clock is set. Code is kept beside
    the package, in `NUMBA_CACHE_DIR` or in the user's `~/.cache/numba`; several processes may begin at once.
    Raises KernelsUnavailable.
    """
    _batches().compile_kernels()


def _batches() -> ModuleType:
    try:
        return importlib.import_module("reviewapp.domain.scoring.kernels.batches")
    except ImportError as error:
        raise KernelsUnavailable("compiled scoring needs numba: pip install 'reviewapp[fast]'") from error
