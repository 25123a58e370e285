"""Profiles: which categories a team marks, what each error costs, and what a text needs to pass.

A profile is data: every figure of the formulas in `quality` stands in one. The built-in profiles are the
first rows that an installation stores; a team changes copies of them under a new version.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from reviewapp.domain.annotation.mqm_core import MQM_CORE_CATEGORIES
from reviewapp.domain.annotation.news import NEWS_CATEGORIES
from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.annotation.typology import Category, paths_upwards
from reviewapp.domain.annotation.wmt import WMT_CATEGORIES


class ProfileInvalid(ValueError):
    """A profile that does not hold together: a category twice, a weight for nothing, a negative figure."""


class NotInProfile(ValueError):
    """A category or severity that the profile does not have."""


@dataclass(frozen=True, slots=True)
class WeightRule:
    """An exception to the severity multipliers.

    It holds for the category and all below it ("" for every category), and for one severity or, with None,
    all. With a severity, `weight` is the whole penalty; with None it is the error type weight (ETW of MQM
    2.0) by which the severity's multiplier is multiplied. An error whose rule `overrides` is the only one of
    its segment that counts.
    """

    category_path: str
    severity: Severity | None
    weight: float
    overrides: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The figures of the MQM 2.0 scoring formulas.

    `maximum_score` is MSV, `passing_score` PT, `acceptable_penalty` APP (penalty points a `reference_words`
    words), `reference_words` RWC. Under `minimum_words` there is no score. `failing_severity`, where there is
    one, fails a text whatever its score.
    """

    maximum_score: float
    passing_score: float
    acceptable_penalty: float
    reference_words: int
    minimum_words: int
    failing_severity: Severity | None


@dataclass(frozen=True, slots=True)
class ProfileDefinition:
    """A versioned typology with its weights. Raises ProfileInvalid.

    `categories` are in the order in which they are shown, dimensions among them. `multipliers` has the
    penalty points of each severity that may be chosen.
    """

    key: str
    version: int
    name: str
    categories: tuple[Category, ...]
    multipliers: Mapping[Severity, float]
    weight_rules: tuple[WeightRule, ...]
    thresholds: Thresholds

    def __post_init__(self) -> None:
        problems = (*_category_problems(self), *_weight_problems(self), *_threshold_problems(self.thresholds))
        if problems:
            raise ProfileInvalid(f"profile {self.key!r}: {'; '.join(problems)}")

    def category(self, path: str) -> Category:
        """Return the category at a path. Raises NotInProfile."""
        for category in self.categories:
            if category.path == path:
                return category
        raise NotInProfile(f"profile {self.key!r} has no category {path!r}")


def penalty(profile: ProfileDefinition, *, category_path: str, severity: Severity) -> float:
    """Return the penalty points of one error, by the most specific rule of the profile (lower is better).

    Raises NotInProfile.
    """
    rule = matching_rule(profile, category_path=category_path, severity=severity)
    multiplier = profile.multipliers[severity]
    if rule is None:
        return multiplier
    return rule.weight if rule.severity else rule.weight * multiplier


def matching_rule(profile: ProfileDefinition, *, category_path: str, severity: Severity) -> WeightRule | None:
    """Return the rule that decides on an error, None where only its severity does.

    The rule for the deepest category wins, then one that names the severity, then the earlier one (as
    mt-metrics-eval matches severity/category/subcategory). Raises NotInProfile.
    """
    profile.category(category_path)
    if severity not in profile.multipliers:
        raise NotInProfile(f"profile {profile.key!r} has no severity {severity.value!r}")
    for path in (*paths_upwards(category_path), ""):
        for wanted in (severity, None):
            for rule in profile.weight_rules:
                if (rule.category_path, rule.severity) == (path, wanted):
                    return rule
    return None


def built_in_profiles() -> tuple[ProfileDefinition, ...]:
    """Return the profiles that a new installation starts with, the recommended one first."""
    return _NEWS, _MQM_CORE, _WMT


def _category_problems(profile: ProfileDefinition) -> tuple[str, ...]:
    counts = Counter(category.path for category in profile.categories)
    twice = (f"category {path!r} twice" for path, count in counts.items() if count > 1)
    parents = {category.parent for category in profile.categories if category.parent}
    lost = (f"category {path!r} is missing above others" for path in sorted(parents - set(counts)))
    return (*twice, *lost)


def _weight_problems(profile: ProfileDefinition) -> tuple[str, ...]:
    paths = {"", *(category.path for category in profile.categories)}
    weights = (*profile.multipliers.values(), *(rule.weight for rule in profile.weight_rules))
    return (
        *(
            f"rule for no category {r.category_path!r}"
            for r in profile.weight_rules
            if r.category_path not in paths
        ),
        *(f"weight {weight} is not 0 or more" for weight in weights if not 0 <= weight < math.inf),
    )


def _threshold_problems(thresholds: Thresholds) -> tuple[str, ...]:
    divisors = {
        "acceptable penalty": thresholds.acceptable_penalty,
        "reference words": thresholds.reference_words,
        "minimum words": thresholds.minimum_words,
    }
    return tuple(f"{name} is not above 0" for name, value in divisors.items() if not 0 < value < math.inf) + (
        ()
        if 0 <= thresholds.passing_score <= thresholds.maximum_score < math.inf
        else ("no passing score in range",)
    )


# MQM 2.0's defaults: multipliers 0-1-5-25, a thousand words, 10 points a thousand words just acceptable.
_MQM_MULTIPLIERS = {Severity.NEUTRAL: 0.0, Severity.MINOR: 1.0, Severity.MAJOR: 5.0, Severity.CRITICAL: 25.0}
_MQM_THRESHOLDS = Thresholds(
    maximum_score=100.0,
    passing_score=90.0,
    acceptable_penalty=10.0,
    reference_words=1000,
    minimum_words=300,
    failing_severity=Severity.CRITICAL,
)

_NEWS = ProfileDefinition(
    key="news",
    version=1,
    name="News",
    categories=NEWS_CATEGORIES,
    multipliers=_MQM_MULTIPLIERS,
    weight_rules=(),
    thresholds=_MQM_THRESHOLDS,
)

_MQM_CORE = ProfileDefinition(
    key="mqm-core",
    version=1,
    name="MQM-Core 2024",
    categories=MQM_CORE_CATEGORIES,
    multipliers=_MQM_MULTIPLIERS,
    weight_rules=(),
    thresholds=_MQM_THRESHOLDS,
)

# Freitag et al. 2021, section 3.3; critical as in Marot, which reads the same files.
_WMT = ProfileDefinition(
    key="wmt",
    version=1,
    name="WMT metrics task",
    categories=WMT_CATEGORIES,
    multipliers={Severity.NEUTRAL: 0.0, Severity.MINOR: 1.0, Severity.MAJOR: 5.0, Severity.CRITICAL: 5.0},
    weight_rules=(
        WeightRule("fluency/punctuation", Severity.MINOR, 0.1),
        WeightRule("non-translation", Severity.MAJOR, 25.0, overrides=True),
        WeightRule("accuracy/creative-reinterpretation", None, 0.0),
        WeightRule("source-error", None, 0.0),
    ),
    thresholds=_MQM_THRESHOLDS,
)
