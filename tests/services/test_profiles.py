"""Profiles as rows say what their definitions say."""

from __future__ import annotations

import pytest

from reviewapp.domain.annotation.profiles import (
    ProfileDefinition,
    ProfileInvalid,
    built_in_profiles,
)
from reviewapp.models import Category, Profile, WeightRule
from reviewapp.services.profiles import copy_as_next_version, install_built_in_profiles, store_profile
from tests.services.acts import row_counts

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
