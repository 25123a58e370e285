"""The metrics by name, with what a reader of a score must know about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class MetricName(StrEnum):
    """A metric as it is stored, and as commands and files name it."""

    BLEU = "bleu"
    CHRF = "chrf"
    CHRF_PLUS_PLUS = "chrf++"
    TER = "ter"
    SPBLEU = "spbleu"
    HTER = "hter"


class Level(StrEnum):
    """Whether a figure stands for one segment or for the summed statistics of several."""

    SEGMENT = "segment"
    CORPUS = "corpus"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricFacts:
    """What a metric is called and how its figures read.

    `needs_reference` is False where the editor's own correction serves. `is_instant` says that one pair
    costs milliseconds whatever its texts, so that it may be scored inside a web request. `statistics` is how
    many integers a pair has, by whose sums all figures are made.
    """

    label: str
    explanation: str
    best: float
    higher_is_better: bool
    needs_reference: bool
    is_instant: bool
    statistics: int


METRICS: Mapping[MetricName, MetricFacts] = MappingProxyType(
    {
        MetricName.BLEU: MetricFacts(
            label="BLEU",
            explanation="How many runs of one to four words the translation shares with the reference, "
            "0 to 100.",
            best=100.0,
            higher_is_better=True,
            needs_reference=True,
            is_instant=True,
            statistics=10,
        ),
        MetricName.CHRF: MetricFacts(
            label="chrF2",
            explanation="How many runs of one to six characters the translation shares with the reference, "
            "0 to 100.",
            best=100.0,
            higher_is_better=True,
            needs_reference=True,
            is_instant=True,
            statistics=18,
        ),
        MetricName.CHRF_PLUS_PLUS: MetricFacts(
            label="chrF2++",
            explanation="chrF2 that also counts shared words and pairs of words, 0 to 100.",
            best=100.0,
            higher_is_better=True,
            needs_reference=True,
            is_instant=True,
            statistics=24,
        ),
        MetricName.TER: MetricFacts(
            label="TER",
            explanation="Edits that turn the translation into the reference, in per cent of the reference's "
            "words; 0 is equal, and more than 100 is possible.",
            best=0.0,
            higher_is_better=False,
            needs_reference=True,
            is_instant=False,
            statistics=2,
        ),
        MetricName.SPBLEU: MetricFacts(
            label="spBLEU",
            explanation="BLEU over the pieces of a subword model, which needs no tokenizer for the language, "
            "0 to 100.",
            best=100.0,
            higher_is_better=True,
            needs_reference=True,
            is_instant=True,
            statistics=10,
        ),
        MetricName.HTER: MetricFacts(
            label="HTER",
            explanation="Edits from the machine's text to the editor's correction, as a share of the "
            "correction's words: 0 is untouched, 1 is rewritten.",
            best=0.0,
            higher_is_better=False,
            needs_reference=False,
            is_instant=False,
            statistics=2,
        ),
    }
)

# spBLEU is left out: it needs a subword model, which a corpus does not have until one is trained or given.
DEFAULT_METRICS = (
    MetricName.BLEU,
    MetricName.CHRF,
    MetricName.CHRF_PLUS_PLUS,
    MetricName.TER,
    MetricName.HTER,
)
