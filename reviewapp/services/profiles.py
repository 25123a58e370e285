"""Store error profiles."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from reviewapp.domain.annotation.profiles import built_in_profiles
from reviewapp.models import Category, Profile, SeverityMultiplier, WeightRule

if TYPE_CHECKING:
    from reviewapp.domain.annotation.profiles import ProfileDefinition


def install_built_in_profiles() -> Profile:
    """Store the built-in profiles that are missing; return the recommended one."""
    recommended, *_others = [_installed(definition) for definition in built_in_profiles()]
    return recommended


def store_profile(definition: ProfileDefinition) -> Profile:
    """Store a profile with all its rows."""
    limits = definition.thresholds
    with transaction.atomic():
        profile = Profile.objects.create(
            key=definition.key,
            version=definition.version,
            name=definition.name,
            maximum_score=limits.maximum_score,
            passing_score=limits.passing_score,
            acceptable_penalty=limits.acceptable_penalty,
            reference_words=limits.reference_words,
            minimum_words=limits.minimum_words,
            failing_severity=limits.failing_severity.value if limits.failing_severity else "",
        )
        Category.objects.bulk_create(
            Category(
                profile=profile,
                path=category.path,
                name=category.name,
                definition=category.definition,
                pid=category.pid,
                position=position,
            )
            for position, category in enumerate(definition.categories)
        )
        SeverityMultiplier.objects.bulk_create(
            SeverityMultiplier(profile=profile, severity=severity.value, multiplier=multiplier)
            for severity, multiplier in definition.multipliers.items()
        )
        WeightRule.objects.bulk_create(
            WeightRule(
                profile=profile,
                category_path=rule.category_path,
                severity=rule.severity.value if rule.severity else "",
                weight=rule.weight,
                overrides=rule.overrides,
            )
            for rule in definition.weight_rules
        )
    return profile


def copy_as_next_version(profile: Profile) -> Profile:
    """Store a copy of a profile under the next free version of its key, to be changed before it is used.

    Raise `ProfileInvalid` where the profile's rows contradict each other.
    """
    with transaction.atomic():
        latest = Profile.objects.filter(key=profile.key).aggregate(latest=Max("version"))["latest"]
        return store_profile(dataclasses.replace(profile.definition(), version=latest + 1))


def _installed(definition: ProfileDefinition) -> Profile:
    stored = Profile.objects.filter(key=definition.key, version=definition.version).first()
    return stored or store_profile(definition)
