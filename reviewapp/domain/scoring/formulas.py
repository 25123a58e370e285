"""Figures for many rows or sums of statistics at once, each with the bits that sacrebleu gives for it alone.

Importing this module does not import sacrebleu.
"""

from __future__ import annotations

import math

import numpy as np

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.resampling import Floats, Integers, Reals

_BLEU_ORDERS = 4
# F2: recall weighs twice as much as precision, whose square stands in the formula (Popović 2015).
_CHRF_FACTOR = 4


def figures_of_sums(metric: Metric, sums: Reals) -> Reals:
    """Return the corpus figure of each row of sums, which are in sacrebleu's own terms.

    Computed in the precision of the sums. HTER is TER / 100 and at most 1, as in `Metric.corpus_score`. Where
    a sum is zero that a formula divides by or takes the logarithm of, sacrebleu's own function is called row
    by row, about twenty times slower, for its special cases.
    """
    is_ter = metric.name in {MetricName.TER, MetricName.HTER}
    if not (sums[:, 1] if is_ter else sums).all():
        figures = _by_sacrebleu(metric, sums)
    elif is_ter:
        figures = 100 * (sums[:, 0] / sums[:, 1])
    elif metric.name in {MetricName.CHRF, MetricName.CHRF_PLUS_PLUS}:
        figures = _chrf(sums)
    else:
        figures = _bleu(sums)
    return np.minimum(figures / 100, 1) if metric.name is MetricName.HTER else figures


def segment_figures(metric: Metric, statistics: Integers) -> Floats:
    """Return the figure of each segment, as `Metric.segment_score` gives it for its row of statistics.

    BLEU's go through sacrebleu one by one: of most segments some order has no match, and is smoothed.
    """
    if metric.name in {MetricName.CHRF, MetricName.CHRF_PLUS_PLUS}:
        return np.asarray(_chrf(statistics.astype(np.float64)), np.float64)
    if metric.name in {MetricName.TER, MetricName.HTER}:
        percent = _ter_of_segments(metric, statistics)
        return np.minimum(percent / 100, 1) if metric.name is MetricName.HTER else percent
    return np.array([metric.segment_score(row) for row in statistics.tolist()], np.float64)


def _bleu(sums: Reals) -> Reals:
    """Return BLEU (Papineni et al. 2002) for sums without a zero, where no smoothing comes in."""
    matches, totals = sums[:, 2 : 2 + _BLEU_ORDERS], sums[:, 2 + _BLEU_ORDERS :]
    # The logarithm of `math` and that of numpy differ in the last bit; sacrebleu takes the former, and `sum`.
    logarithms = [map(math.log, order) for order in (100.0 * matches / totals).T.tolist()]
    mean = np.array(list(map(sum, zip(*logarithms, strict=True))), np.float64) / _BLEU_ORDERS
    hypothesis, reference = sums[:, :2].T.astype(np.float64)
    # Nothing is taken off a hypothesis that is as long as the reference: the exponential of zero is one.
    shortfall = np.minimum(1 - reference / hypothesis, 0)
    return _exponentials(shortfall) * _exponentials(mean)


def _exponentials(values: Floats) -> Floats:
    return np.array(list(map(math.exp, values.tolist())), np.float64)


def _chrf(sums: Reals) -> Reals:
    """Return chrF (Popović 2015): F2 of the mean precision and the mean recall over the shared orders."""
    precision, recall, orders = (np.zeros(len(sums), sums.dtype) for _ in range(3))
    # Added order by order: numpy's own sum over an axis takes another order, and other last bits.
    for hypothesis, reference, match in zip(sums[:, 0::3].T, sums[:, 1::3].T, sums[:, 2::3].T, strict=True):
        is_in_both = (hypothesis > 0) & (reference > 0)
        precision += np.where(is_in_both, match / np.maximum(hypothesis, 1), 0)
        recall += np.where(is_in_both, match / np.maximum(reference, 1), 0)
        orders += is_in_both
    precision /= np.maximum(orders, 1)
    recall /= np.maximum(orders, 1)
    divisor = _CHRF_FACTOR * precision + recall
    score: Reals = (1 + _CHRF_FACTOR) * precision * recall
    score /= np.where(divisor > 0, divisor, 1)
    return 100 * score


def _ter_of_segments(metric: Metric, statistics: Integers) -> Floats:
    """Return TER (Snover et al. 2006): edits by the mean length of the references, in per cent."""
    edits, lengths = statistics.T.astype(np.float64)
    lengths /= metric.references
    # With nothing to compare with, no edit is no fault, and any edit is a whole one.
    shares = np.where(lengths > 0, edits / np.where(lengths > 0, lengths, 1), np.minimum(edits, 1))
    figures: Floats = 100 * shares
    return figures


def _by_sacrebleu(metric: Metric, sums: Reals) -> Reals:
    from reviewapp.domain.scoring.sacrebleu_metrics import setup_for  # noqa: PLC0415
    from reviewapp.domain.scoring.sacrebleu_statistics import scores_from_sums  # noqa: PLC0415

    setup = setup_for(metric.name, metric.target_language, metric.subword_model)
    return np.array(scores_from_sums(setup.corpus, sums))
