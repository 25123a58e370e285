"""Cautions in words that stand beside a figure which its reader may take for more than it is.

Each guard is a function of what is stored beside the figures and answers None where all is well.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reviewapp.domain.scoring import METRICS, MetricName
from reviewapp.domain.scoring.languages import TerUnits, ter_units
from reviewapp.domain.scoring.significance import Comparison
from reviewapp.domain.text.languages import is_unspaced, language_name


class CautionKind(StrEnum):
    """What a caution is about, as pages and files name it."""

    FEW_SEGMENTS = "few-segments"
    FAR_AHEAD = "far-ahead"
    TOKENIZER = "tokenizer"
    TER_UNITS = "ter-units"
    SIGNATURES_DIFFER = "signatures-differ"
    MANY_COMPARISONS = "many-comparisons"
    EQUAL_FIGURES = "equal-figures"


@dataclass(frozen=True, slots=True)
class Caution:
    """A plain sentence or two for the reader of a figure."""

    kind: CautionKind
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A limit and who says so."""

    limit: float
    source: str


FEWEST_SEGMENTS = Threshold(
    limit=300, source="Koehn 2004, EMNLP: tests of 300 sentences may tell systems apart"
)
ROBUST_Z = Threshold(limit=3.5, source="Iglewicz and Hoaglin 1993: modified z-score of an outlier")
LEAD_IN_POINTS = Threshold(limit=5, source="own choice: five points of a scale of 100")
FEWEST_SYSTEMS = Threshold(limit=5, source="own choice: a spread needs a few systems")
FALSE_ALARMS = Threshold(limit=0.1, source="own choice: reached with three tests at the level 0.05")

# The 75th percentile of the normal distribution makes the median deviation an estimate of its own (ibid.).
_MEDIAN_DEVIATION_OF_NORMAL = 0.6745
# They cut at spaces and punctuation, so that a clause without spaces is one word.
_TOKENIZERS_BY_SPACES = frozenset({"13a", "intl"})
# How an interval or a p-value was drawn; the figure is the same without.
_NOT_OF_THE_FIGURE = frozenset({"ar", "bs", "seed"})
_SHORT_KEYS = {
    "#": "nrefs",
    "S": "subset",
    "as": "asian",
    "c": "case",
    "e": "eff",
    "l": "lang",
    "nr": "norm",
    "o": "origlang",
    "pn": "punct",
    "rs": "seed",
    "v": "version",
}


def few_segments(segments: int) -> Caution | None:
    """Warn of an automatic figure over fewer segments than tell systems apart."""
    if segments >= FEWEST_SEGMENTS.limit:
        return None
    return Caution(
        CautionKind.FEW_SEGMENTS,
        f"Measured on {_counted(segments, 'segment')}: below {FEWEST_SEGMENTS.limit:g} another choice of "
        "texts may turn the order of systems round, so read the interval and not the figure.",
    )


def far_ahead(figures: Mapping[str, float], *, metric: MetricName, references: int) -> Caution | None:
    """Warn of one system far ahead of all others on one reference, which it may know.

    `figures` are by system, on the metric's scale of 100. Asks for five systems or more, a modified z-score
    above 3.5 (Iglewicz and Hoaglin 1993) and a lead of five points on the next one. With several references
    or without any (HTER), None.
    """
    facts = METRICS[metric]
    if references != 1 or not facts.needs_reference or len(figures) < FEWEST_SYSTEMS.limit:
        return None
    sign = 1 if facts.higher_is_better else -1
    goodness = {system: sign * figure for system, figure in figures.items()}
    second, first = sorted(goodness, key=lambda system: goodness[system])[-2:]
    median = statistics.median(goodness.values())
    deviation = statistics.median(abs(value - median) for value in goodness.values())
    lead = goodness[first] - goodness[second]
    distance = _MEDIAN_DEVIATION_OF_NORMAL * (goodness[first] - median)
    if lead < LEAD_IN_POINTS.limit or distance <= ROBUST_Z.limit * deviation:
        return None
    return Caution(
        CautionKind.FAR_AHEAD,
        f"{first} is {lead:.1f} points of {facts.label} ahead of {second}, far outside the spread of the "
        f"{len(figures)} systems. It may have learnt from this reference, or the reference was made from its "
        "text: check with a second reference or with readers.",
    )


def unfit_tokenizer(signature: str, *, target_language: str) -> Caution | None:
    """Warn of BLEU that took its words from spaces in a script that has none. Raises UnknownLanguage."""
    fields = signature_fields(signature)
    tokenizer = fields.get("tok", "")
    if tokenizer not in _TOKENIZERS_BY_SPACES or "sep" in fields or not is_unspaced(target_language):
        return None
    return Caution(
        CautionKind.TOKENIZER,
        f"Computed with the tokenizer {tokenizer}, which looks for spaces, and "
        f"{language_name(target_language)} is written without: whole clauses count as one word, and the "
        "figure says little. Score again with a tokenizer for the language.",
    )


def unfit_ter_units(signature: str, *, target_language: str) -> Caution | None:
    """Warn of TER that took a whole unspaced sentence for one word. Raises UnknownLanguage.

    For Chinese and Japanese sacrebleu needs two options, normalisation and Asian support; one alone does
    nothing. For other scripts without spaces it has none, and characters must be set apart beforehand.
    """
    fields = signature_fields(signature)
    units = ter_units(target_language)
    if fields.get("tok") != "tercom" or "sep" in fields or units is TerUnits.WORDS:
        return None
    if units is TerUnits.HAN_CHARACTERS and fields.get("norm") == fields.get("asian") == "yes":
        return None
    remedy = (
        "with both options, normalisation and Asian support,"
        if units is TerUnits.HAN_CHARACTERS
        else "with characters set apart,"
    )
    return Caution(
        CautionKind.TER_UNITS,
        f"This TER takes a sentence in {language_name(target_language)} for one word, so that any change "
        f"counts as a whole sentence. Score again {remedy} to count characters.",
    )


def different_signatures(signatures: Mapping[str, str]) -> Caution | None:
    """Warn of figures of one metric that were computed in different ways.

    `signatures` are sacrebleu's, long or short, by what the figures are called. How intervals and p-values
    were drawn does not count.
    """
    fields = [signature_fields(signature) for signature in signatures.values()]
    keys = sorted({key for each in fields for key in each} - _NOT_OF_THE_FIGURE)
    values = {key: sorted({each.get(key, "none") for each in fields}) for key in keys}
    differing = [f"{key} ({', '.join(values[key])})" for key in keys if len(values[key]) > 1]
    if not differing:
        return None
    return Caution(
        CautionKind.SIGNATURES_DIFFER,
        f"These figures cannot be compared: their signatures differ in {' and '.join(differing)}.",
    )


def many_comparisons(comparisons: int, *, level: float = 0.05) -> Caution | None:
    """Warn where so many p-values stand together that chance alone makes one of them small.

    Fires where one in ten such tables would show a difference between systems that do not differ:
    1 − (1 − level)^comparisons for independent tests. Names Bonferroni's level.
    """
    chance = 1 - (1 - level) ** comparisons
    if chance <= FALSE_ALARMS.limit:
        return None
    return Caution(
        CautionKind.MANY_COMPARISONS,
        f"{comparisons} comparisons stand here. Even if no system differed, the chance of at least one "
        f"p-value below {level:g} would be about {chance:.0%}: count as different only what is below "
        f"{level / comparisons:.2g}.",
    )


def equal_figures(comparison: Comparison) -> Caution | None:
    """Warn that the p-value of equal figures is no p-value: sacrebleu prints the least one possible."""
    if comparison.difference:
        return None
    return Caution(
        CautionKind.EQUAL_FIGURES,
        "Both figures are equal, so there is no difference to test: the p-value comes of the method.",
    )


def signature_fields(signature: str) -> dict[str, str]:
    """Return the fields of a sacrebleu signature, long or short, under their long names.

    A metric's name at the front is left out.
    """
    fields: dict[str, str] = {}
    for part in signature.split("|"):
        key, colon, value = part.strip().partition(":")
        if colon:
            fields[_SHORT_KEYS.get(key, key)] = value
    # Two letters stand for two things each, by metric.
    if "s" in fields:
        fields["space" if "nc" in fields else "smooth"] = fields.pop("s")
    if "t" in fields:
        fields["tok" if "asian" in fields else "test"] = fields.pop("t")
    return fields


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
