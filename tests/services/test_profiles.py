"""Profiles as rows say what their definitions say."""

from __future__ import annotations

import dataclasses

import pytest

from reviewapp.domain.annotation.profiles import (
    ProfileDefinition,
    ProfileInvalid,
    built_in_profiles,
)
from reviewapp.domain.annotation.profiles import WeightRule as RuleDefinition
from reviewapp.domain.annotation.severities import Severity
from reviewapp.models import Action, Category, Corpus, Event, Profile, WeightRule
from reviewapp.services.profiles import (
    UnknownProfile,
    VersionTaken,
    Weights,
    adopt_profile,
    copy_as_next_version,
    install_built_in_profiles,
    latest_profile,
    reweighted,
    store_profile,
)
from tests.factories import CorpusFactory
from tests.services.acts import row_counts, unkeyed

pytestmark = pytest.mark.django_db
each_profile = pytest.mark.parametrize("definition", built_in_profiles(), ids=lambda known: known.key)


@each_profile
def test_a_profile_comes_back_as_it_was_defined(definition: ProfileDefinition) -> None:
    stored = Profile.objects.get(pk=store_profile(definition).pk)

    assert stored.definition() == definition


def test_installing_twice_installs_once() -> None:
    first = install_built_in_profiles()
    before = row_counts()

    assert install_built_in_profiles() == first
    assert first.key == built_in_profiles()[0].key
    assert row_counts() == before
    assert Profile.objects.count() == len(built_in_profiles())


def test_only_what_is_missing_is_installed() -> None:
    install_built_in_profiles()
    Profile.objects.filter(key="wmt").delete()

    install_built_in_profiles()

    assert Profile.objects.filter(key="wmt").count() == 1


@each_profile
def test_a_copy_is_the_next_version_with_the_same_content(definition: ProfileDefinition) -> None:
    profile = store_profile(definition)

    second, third = copy_as_next_version(profile), copy_as_next_version(profile)

    assert (second.version, third.version) == (2, 3)
    assert third.definition().categories == definition.categories
    assert third.definition().weight_rules == definition.weight_rules


def test_rows_that_contradict_each_other_are_no_profile() -> None:
    profile = install_built_in_profiles()
    WeightRule.objects.create(profile=profile, category_path="no/such-category", severity="", weight=1)

    with pytest.raises(ProfileInvalid, match="no/such-category"):
        profile.definition()
    with pytest.raises(ProfileInvalid):
        copy_as_next_version(profile)
    assert Profile.objects.filter(key=profile.key).count() == 1


def test_a_profile_may_do_without_a_failing_severity() -> None:
    profile = install_built_in_profiles()
    Profile.objects.filter(pk=profile.pk).update(failing_severity="")

    stored = Profile.objects.get(pk=profile.pk)

    assert stored.definition().thresholds.failing_severity is None
    assert copy_as_next_version(stored).failing_severity == ""


def test_categories_keep_their_order() -> None:
    profile = install_built_in_profiles()

    paths = list(Category.objects.filter(profile=profile).values_list("path", flat=True))

    assert paths == [category.path for category in built_in_profiles()[0].categories]


def test_the_latest_version_of_a_key_is_found_and_installed() -> None:
    assert latest_profile("wmt").version == 1
    copied = copy_as_next_version(latest_profile("wmt"))

    assert latest_profile("wmt") == copied
    with pytest.raises(UnknownProfile, match="There is no profile radio; there are mqm-core, news, wmt"):
        latest_profile("radio")


def weights(profile: Profile, **multipliers: float) -> Weights:
    definition = profile.definition()
    changed = {Severity(name): points for name, points in multipliers.items()}
    return Weights(
        multipliers={**definition.multipliers, **changed},
        rules=(RuleDefinition("accuracy", None, 2.0), *definition.weight_rules),
        thresholds=dataclasses.replace(definition.thresholds, passing_score=80),
    )


def test_other_weights_are_the_next_version_and_nothing_is_stored() -> None:
    profile = latest_profile("wmt")
    before = row_counts()

    proposed = reweighted(profile, weights(profile, major=4))

    assert (proposed.key, proposed.version, proposed.categories) == (
        "wmt",
        2,
        profile.definition().categories,
    )
    assert proposed.multipliers[Severity.MAJOR] == 4
    assert proposed.weight_rules[0] == RuleDefinition("accuracy", None, 2.0)
    assert proposed.thresholds.passing_score == 80
    assert row_counts() == before
    with pytest.raises(ProfileInvalid, match="weight -1"):
        reweighted(profile, weights(profile, major=-1))


def test_a_version_is_adopted_by_the_chosen_corpora_with_an_event_each() -> None:
    chosen, other = CorpusFactory.create(), CorpusFactory.create()
    profile = chosen.profile
    proposed = reweighted(profile, weights(profile, major=4))

    adopted = adopt_profile(proposed, corpora=[chosen], operation=unkeyed())

    assert adopted.definition() == proposed
    assert Corpus.objects.get(pk=chosen.pk).profile == adopted
    assert Corpus.objects.get(pk=other.pk).profile == profile
    event = Event.objects.get()
    assert (event.action, event.corpus) == (Action.PROFILE_CHANGED, chosen)
    assert event.details == {"from": "News (version 1)", "to": "News (version 2)"}


def test_a_version_that_was_stored_meanwhile_is_not_adopted() -> None:
    corpus = CorpusFactory.create()
    proposed = reweighted(corpus.profile, weights(corpus.profile))
    copy_as_next_version(corpus.profile)
    before = row_counts()

    with pytest.raises(VersionTaken, match="Version 2 of News"):
        adopt_profile(proposed, corpora=[corpus], operation=unkeyed())

    assert row_counts() == before
    assert Corpus.objects.get().profile == corpus.profile
