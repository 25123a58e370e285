"""The only touch on sacrebleu's private interface.

Its public `corpus_score` and `sentence_score` take texts and give a figure; the sufficient statistics between
the two are what is stored here, so that the figure of any article, system or slice is a sum away and equals
sacrebleu's own to the last digit. `tests/domain/scoring/test_sacrebleu_statistics.py` fails where a new
version changes one of the three names below, their order or their number.
"""

from __future__ import annotations

from collections.abc import Sequence

from sacrebleu.metrics.base import Metric as SacrebleuMetric


def segment_statistics(metric: SacrebleuMetric, hypothesis: str, references: Sequence[str]) -> list[float]:
    """Return the additive statistics of one pair, in sacrebleu's order.

    BLEU: lengths of hypothesis and closest reference, then matches and totals for 1 to 4 words. chrF: for
    each order, n-grams of the hypothesis, of the best reference and of both. TER: fewest edits, and the mean
    length of the references.
    """
    streams = [[reference] for reference in references]
    (statistics,) = metric._extract_corpus_statistics([hypothesis], streams)  # noqa: SLF001
    return list(statistics)


def score_from_statistics(metric: SacrebleuMetric, statistics: Sequence[float]) -> float:
    """Return the metric's figure for the statistics of one segment or for a sum of them."""
    return float(metric._compute_score_from_stats(list(statistics)).score)  # noqa: SLF001


def count_tokens(metric: SacrebleuMetric, text: str) -> int:
    """Return the number of units between white space after the metric's own preparation of a text."""
    return len(metric._preprocess_segment(text).split())  # noqa: SLF001
