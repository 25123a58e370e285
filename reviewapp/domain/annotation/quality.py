"""Quality scores from marked errors: WMT's penalties a segment, and MQM 2.0's scores a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from reviewapp.domain.annotation.profiles import ProfileDefinition, matching_rule, penalty
from reviewapp.domain.annotation.severities import Severity


class NothingRated(ValueError):
    """No rater has seen the segment, or the text has no segment: that is not a score of 0."""


class Verdict(StrEnum):
    """Whether a text passes."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    NOT_ENOUGH_TEXT = "not-enough-text"


@dataclass(frozen=True, slots=True)
class MarkedError:
    """One error as a rater marked it."""

    category_path: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class TextScore:
    """MQM 2.0's three figures for one text; none is cut off at 0.

    `normed_penalty` (NPT) is in points a reference word count (lower is better); `raw` (QS) and `calibrated`
    (CQS) go up to the profile's maximum score.
    """

    normed_penalty: float
    raw: float
    calibrated: float

    @property
    def calibrated_shown(self) -> float:
        """Return the calibrated score as scorecards show it: never below 0."""
        return max(0.0, self.calibrated)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What the errors of one text come to.

    `penalty_total` (APT) is in points; `failing_errors` counts those that fail a text by themselves. `score`
    is None where the text is too short for one.
    """

    evaluated_words: int
    penalty_total: float
    failing_errors: int
    score: TextScore | None
    verdict: Verdict


def rater_score(profile: ProfileDefinition, errors: Sequence[MarkedError]) -> float:
    """Return one rater's penalty points for one segment: S(r,s) of the WMT metrics tasks (lower is better).

    Where the profile lets an error override the others, the worst such error counts alone. Raises
    NotInProfile.
    """
    alone = [error for error in errors if _overrides(profile, error)]
    if alone:
        return max(_points(profile, error) for error in alone)
    return sum((_points(profile, error) for error in errors), 0.0)


def segment_score(profile: ProfileDefinition, raters: Sequence[Sequence[MarkedError]]) -> float:
    """Return the mean of the raters' penalty points, an empty list being a rater who found no error.

    mt-metrics-eval writes this figure with the sign reversed. Raises NothingRated, NotInProfile.
    """
    if not raters:
        raise NothingRated("no rater has seen the segment")
    return fmean(rater_score(profile, errors) for errors in raters)


def article_score(segment_scores: Sequence[float]) -> float:
    """Return the mean of the segments' scores, of an article or of a whole system. Raises NothingRated."""
    if not segment_scores:
        raise NothingRated("the text has no rated segment")
    return fmean(segment_scores)


def penalties_by_category(profile: ProfileDefinition, errors: Iterable[MarkedError]) -> dict[str, float]:
    """Return the penalty points of each category that has errors (ETPT of MQM 2.0). Raises NotInProfile."""
    points: dict[str, float] = {}
    for error in errors:
        points[error.category_path] = points.get(error.category_path, 0.0) + _points(profile, error)
    return points


def scorecard(
    profile: ProfileDefinition, errors: Sequence[MarkedError], *, evaluated_words: int
) -> Scorecard:
    """Return the MQM 2.0 scorecard of a text of so many evaluated words (EWC; source words by ASTM).

    An error of the failing severity fails a text of any length; otherwise a text with fewer words than the
    profile's minimum gets neither score nor verdict. Formulas: MQM Council, scoring models,
    https://themqm.org/error-types-2/the-mqm-scoring-models/. Raises NotInProfile.
    """
    limits = profile.thresholds
    total = sum(penalties_by_category(profile, errors).values(), 0.0)
    failing = sum(error.severity is limits.failing_severity for error in errors)
    score = None
    if evaluated_words >= limits.minimum_words:
        score = _text_score(profile, penalty_per_word=total / evaluated_words)
    return Scorecard(evaluated_words, total, failing, score, _verdict(profile, score, failing=failing))


def _text_score(profile: ProfileDefinition, *, penalty_per_word: float) -> TextScore:
    limits = profile.thresholds
    normed = penalty_per_word * limits.reference_words
    scaling = (limits.maximum_score - limits.passing_score) / limits.acceptable_penalty
    return TextScore(
        normed_penalty=normed,
        raw=limits.maximum_score * (1 - penalty_per_word),
        calibrated=limits.maximum_score - normed * scaling,
    )


def _verdict(profile: ProfileDefinition, score: TextScore | None, *, failing: int) -> Verdict:
    if failing:
        return Verdict.FAIL
    if score is None:
        return Verdict.NOT_ENOUGH_TEXT
    return Verdict.PASS if score.calibrated >= profile.thresholds.passing_score else Verdict.FAIL


def _points(profile: ProfileDefinition, error: MarkedError) -> float:
    return penalty(profile, category_path=error.category_path, severity=error.severity)


def _overrides(profile: ProfileDefinition, error: MarkedError) -> bool:
    rule = matching_rule(profile, category_path=error.category_path, severity=error.severity)
    return rule is not None and rule.overrides
