"""Automatic metrics by sacrebleu: statistics of segments, figures from their sums, signatures.

Importing this package imports neither sacrebleu nor sentencepiece; `metric_for` does, and so does the module
`reviewapp.domain.scoring.subwords`, which trains and loads the models of spBLEU.
"""

from reviewapp.domain.scoring.metric import Metric, MetricUnavailable, add_statistics, metric_for
from reviewapp.domain.scoring.names import DEFAULT_METRICS, METRICS, Level, MetricFacts, MetricName
from reviewapp.domain.scoring.outcomes import Batch, NotScored, Pair, Scored
from reviewapp.domain.scoring.pool import DEADLINE_SECONDS, ScoringPool
from reviewapp.domain.scoring.processes import ScoringProcessFailed

__all__ = [
    "DEADLINE_SECONDS",
    "DEFAULT_METRICS",
    "METRICS",
    "Batch",
    "Level",
    "Metric",
    "MetricFacts",
    "MetricName",
    "MetricUnavailable",
    "NotScored",
    "Pair",
    "Scored",
    "ScoringPool",
    "ScoringProcessFailed",
    "add_statistics",
    "metric_for",
]
