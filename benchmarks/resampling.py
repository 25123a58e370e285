"""Significance from stored statistics, beside sacrebleu's own test of the same systems."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

import numpy as np
from sacrebleu.metrics.base import Metric as SacrebleuMetric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest as SacrebleuTest
from sacrebleu.significance import Result

from benchmarks.texts import Writer
from benchmarks.timing import Line, once
from reviewapp.domain.scoring.metric import Metric, metric_for
from reviewapp.domain.scoring.resampling import SegmentStatistics
from reviewapp.domain.scoring.significance import Comparison, bootstrap, randomise

SEGMENTS = 2_000
_METRICS: dict[str, Callable[[], SacrebleuMetric]] = {
    "bleu": BLEU,
    "chrf": CHRF,
    "chrf++": lambda: CHRF(word_order=2),
}


def measure(folder: pathlib.Path, *, segments: int = SEGMENTS) -> list[Line]:  # noqa: ARG001  (it needs no files)
    """Compare a system with itself but for what the last words of every third sentence are worth."""
    texts = list(Writer().segments(segments, an_article=segments))
    references = [text.reference for text in texts]
    baseline = [text.target for text in texts]
    system = [t.rpartition(" ")[0] if number % 3 == 0 else t for number, t in enumerate(baseline)]
    return [_line(name, test, baseline, system, references) for name in _METRICS for test in ("bs", "ar")]


def _line(name: str, test: str, baseline: list[str], system: list[str], references: list[str]) -> Line:
    metric = metric_for(name, target_language="en")
    rows = [SegmentStatistics(metric, _statistics(metric, texts, references)) for texts in (system, baseline)]
    ours: list[Comparison | None] = []
    theirs: list[Result] = []

    def compare() -> None:
        first, second = bootstrap(rows) if test == "bs" else randomise(rows)
        ours.append(first.compared_with(second))  # type: ignore[arg-type]  # both are of one test

    def compare_by_sacrebleu() -> None:
        own = SacrebleuTest(
            [("baseline", baseline), ("system", system)],
            {"m": _METRICS[name]()},
            [references],
            test_type=test,
        )
        _, scores = own()
        theirs.extend(row for rows in scores.values() for row in rows if isinstance(row, Result))

    compare()
    taken = once(compare)
    bound = once(compare_by_sacrebleu)
    found = ours[-1]
    is_equal = found is not None and found.p_value == theirs[-1].p_value
    called = "paired bootstrap, 1,000 samples" if test == "bs" else "paired randomisation, 10,000 trials"
    return Line(
        f"{called} of {len(references):,} segments: {name}",
        taken,
        "sacrebleu from texts",
        bound,
        f"×{bound / taken:.0f}; p " + ("identical" if is_equal else f"DIFFERS: {found} and {theirs[-1]}"),
    )


def _statistics(
    metric: Metric, texts: list[str], references: list[str]
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.array(
        [metric.statistics(text, [reference]) for text, reference in zip(texts, references, strict=True)],
        np.int64,
    )
