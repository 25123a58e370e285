"""A profile is data: it can be stored as rows, built again, and holds every figure of the formulas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.annotation.profiles import (
    NotInProfile,
    ProfileDefinition,
    ProfileInvalid,
    Thresholds,
    WeightRule,
    built_in_profiles,
    penalty,
)
from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.annotation.typology import Category

NEWS, MQM_CORE, WMT = built_in_profiles()
OURS = ProfileDefinition(
    key="ours",
    version=3,
    name="Ours",
    categories=(
        Category("accuracy", "Accuracy", "Wrong."),
        Category("accuracy/figures", "Figures", "Wrong figure."),
        Category("accuracy/figures/dates", "Dates", "Wrong date."),
        Category("style", "Style", "Clumsy."),
    ),
    multipliers={Severity.MINOR: 1.0, Severity.MAJOR: 10.0},
    weight_rules=(
        WeightRule("", Severity.MAJOR, 8.0),
        WeightRule("accuracy", None, 2.0),
        WeightRule("accuracy/figures", Severity.MAJOR, 30.0),
        WeightRule("accuracy/figures", Severity.MAJOR, 99.0),
        WeightRule("accuracy/figures", None, 3.0),
    ),
    thresholds=Thresholds(
        maximum_score=10,
        passing_score=8,
        acceptable_penalty=5,
        reference_words=100,
        minimum_words=50,
        failing_severity=None,
    ),
)


def test_the_built_in_profiles_have_their_keys_and_a_version() -> None:
    assert [(profile.key, profile.version) for profile in built_in_profiles()] == [
        ("news", 1),
        ("mqm-core", 1),
        ("wmt", 1),
    ]


@pytest.mark.parametrize("profile", built_in_profiles(), ids=lambda profile: profile.key)
def test_a_profile_stored_as_rows_can_be_built_again(profile: ProfileDefinition) -> None:
    categories = [(c.path, c.name, c.definition, c.pid, place) for place, c in enumerate(profile.categories)]
    multipliers = [(severity.value, points) for severity, points in profile.multipliers.items()]
    rules = [
        (r.category_path, r.severity and r.severity.value, r.weight, r.overrides)
        for r in profile.weight_rules
    ]
    built = ProfileDefinition(
        key=profile.key,
        version=profile.version,
        name=profile.name,
        categories=tuple(Category(*row[:4]) for row in sorted(categories, key=lambda row: row[4])),
        multipliers={Severity(value): points for value, points in multipliers},
        weight_rules=tuple(
            WeightRule(path, Severity(value) if value else None, weight, overrides)
            for path, value, weight, overrides in rules
        ),
        thresholds=profile.thresholds,
    )
    assert built == profile


@pytest.mark.parametrize(
    ("path", "severity", "points"),
    [
        ("accuracy/mistranslation", Severity.MAJOR, 5.0),
        ("accuracy", Severity.MINOR, 1.0),
        ("fluency/punctuation", Severity.MINOR, 0.1),
        ("fluency/punctuation", Severity.MAJOR, 5.0),
        ("fluency/spelling", Severity.MINOR, 1.0),
        ("non-translation", Severity.MAJOR, 25.0),
        ("non-translation", Severity.MINOR, 1.0),
        ("accuracy/creative-reinterpretation", Severity.MAJOR, 0.0),
        ("source-error", Severity.MAJOR, 0.0),
        ("other", Severity.NEUTRAL, 0.0),
        ("other", Severity.CRITICAL, 5.0),
    ],
)
def test_wmt_weights(path: str, severity: Severity, points: float) -> None:
    assert penalty(WMT, category_path=path, severity=severity) == points


@pytest.mark.parametrize("profile", [NEWS, MQM_CORE], ids=lambda profile: profile.key)
@pytest.mark.parametrize(("severity", "points"), list(zip(Severity, [0, 1, 5, 25], strict=True)))
def test_mqm_weights(profile: ProfileDefinition, severity: Severity, points: float) -> None:
    for category in profile.categories:
        assert penalty(profile, category_path=category.path, severity=severity) == points


@pytest.mark.parametrize(
    ("path", "severity", "points"),
    [
        ("style", Severity.MINOR, 1.0),
        ("style", Severity.MAJOR, 8.0),
        ("accuracy", Severity.MINOR, 2.0),
        ("accuracy", Severity.MAJOR, 20.0),
        ("accuracy/figures", Severity.MAJOR, 30.0),
        ("accuracy/figures", Severity.MINOR, 3.0),
        ("accuracy/figures/dates", Severity.MAJOR, 30.0),
        ("accuracy/figures/dates", Severity.MINOR, 3.0),
    ],
)
def test_the_most_specific_rule_decides(path: str, severity: Severity, points: float) -> None:
    assert penalty(OURS, category_path=path, severity=severity) == points


@pytest.mark.parametrize(
    ("path", "severity", "message"),
    [
        ("accuracy/names", Severity.MINOR, "no category 'accuracy/names'"),
        ("style", Severity.CRITICAL, "no severity 'critical'"),
    ],
)
def test_what_the_profile_does_not_have_is_refused(path: str, severity: Severity, message: str) -> None:
    with pytest.raises(NotInProfile, match=message):
        penalty(OURS, category_path=path, severity=severity)


def test_a_category_is_found_by_its_path() -> None:
    assert OURS.category("accuracy/figures").name == "Figures"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"categories": (*OURS.categories, OURS.categories[0])}, "category 'accuracy' twice"),
        ({"categories": OURS.categories[1:]}, "category 'accuracy' is missing above others"),
        ({"weight_rules": (WeightRule("names", None, 1.0),)}, "rule for no category 'names'"),
        ({"weight_rules": (WeightRule("", None, -1.0),)}, "weight -1.0 is not 0 or more"),
        ({"multipliers": {Severity.MINOR: float("inf")}}, "weight inf is not 0 or more"),
        ({"multipliers": {Severity.MINOR: float("nan")}}, "weight nan is not 0 or more"),
        ({"thresholds": replace(OURS.thresholds, acceptable_penalty=0)}, "acceptable penalty is not above 0"),
        ({"thresholds": replace(OURS.thresholds, reference_words=0)}, "reference words is not above 0"),
        ({"thresholds": replace(OURS.thresholds, minimum_words=0)}, "minimum words is not above 0"),
        ({"thresholds": replace(OURS.thresholds, passing_score=11)}, "no passing score in range"),
    ],
)
def test_a_profile_that_does_not_hold_together_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ProfileInvalid, match=message):
        replace(OURS, **change)


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(ProfileInvalid, match=r"'ours'.*is missing above.*not above 0"):
        replace(OURS, categories=OURS.categories[1:], thresholds=replace(OURS.thresholds, minimum_words=0))


@given(
    st.sampled_from([(p, c.path) for p in (*built_in_profiles(), OURS) for c in p.categories]),
    st.sampled_from(Severity),
)
def test_every_error_that_can_be_marked_has_a_penalty(
    place: tuple[ProfileDefinition, str], severity: Severity
) -> None:
    profile, path = place
    if severity in profile.multipliers:
        assert penalty(profile, category_path=path, severity=severity) >= 0
