"""Automatic metrics by sacrebleu: statistics of segments, figures from their sums, signatures.

Importing this package imports neither sacrebleu nor sentencepiece; `metric_for` does, and so does the module
`reviewapp.domain.scoring.subwords`, which trains and loads the models of spBLEU.
"""

from reviewapp.domain.scoring.metric import Metric, MetricUnavailable, add_statistics, metric_for
from reviewapp.domain.scoring.names import DEFAULT_METRICS, METRICS, Level, MetricFacts, MetricName
from reviewapp.domain.scoring.outcomes import MAX_TER_TOKENS, NotScored, Outcome, Pair
from reviewapp.domain.scoring.pairs import DEADLINE_SECONDS, score_pairs
from reviewapp.domain.scoring.processes import ScoringProcessFailed

__all__ = [
    "DEADLINE_SECONDS",
    "DEFAULT_METRICS",
    "MAX_TER_TOKENS",
    "METRICS",
    "Level",
    "Metric",
    "MetricFacts",
    "MetricName",
    "MetricUnavailable",
    "NotScored",
    "Outcome",
    "Pair",
    "ScoringProcessFailed",
    "add_statistics",
    "metric_for",
    "score_pairs",
]
