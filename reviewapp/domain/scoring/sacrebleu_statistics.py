"""The only touch on sacrebleu's private interface.

Its public `corpus_score` and `sentence_score` take texts and give a figure; the sufficient statistics between
the two are what is stored here, so that the figure of any article, system or slice is a sum away and equals
sacrebleu's own to the last digit. `tests/domain/scoring/test_sacrebleu_statistics.py` fails where a new
version changes one of the three names below, their order or their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sacrebleu.metrics.base import Metric as SacrebleuMetric
from sacrebleu.metrics.ter import TER


def segment_statistics(
    metric: SacrebleuMetric, hypothesis: str, references: Sequence[str]
) -> tuple[int, ...]:
    """Return the additive statistics of one pair, in sacrebleu's order.

    BLEU: lengths of hypothesis and closest reference, then matches and totals for 1 to 4 words. chrF: for
    each order, n-grams of the hypothesis, of the best reference and of both. TER: fewest edits, and the
    lengths of all references together, of which sacrebleu itself keeps the mean.
    """
    streams = [[reference] for reference in references]
    (statistics,) = metric._extract_corpus_statistics([hypothesis], streams)  # noqa: SLF001
    if isinstance(metric, TER):
        edits, mean_length = statistics
        return int(edits), round(mean_length * len(references))
    return tuple(int(number) for number in statistics)


def score_from_statistics(metric: SacrebleuMetric, statistics: Sequence[int], *, references: int) -> float:
    """Return the metric's figure for the statistics of one segment or for a sum of them."""
    given: list[float] = list(statistics)
    if isinstance(metric, TER):
        given[1] /= references
    return float(metric._compute_score_from_stats(given).score)  # noqa: SLF001


def scores_from_sums(metric: SacrebleuMetric, rows: Iterable[Any]) -> list[Any]:
    """Return the metric's figure for each row of sums (numpy's) in the number type sacrebleu gives it.

    The rows are in sacrebleu's own terms: TER with the mean length of the references.
    """
    return [metric._compute_score_from_stats(row).score for row in rows]  # noqa: SLF001


def count_tokens(metric: SacrebleuMetric, text: str) -> int:
    """Return the number of units between white space after the metric's own preparation of a text."""
    return len(metric._preprocess_segment(text).split())  # noqa: SLF001
