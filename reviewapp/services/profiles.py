"""Store error profiles."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from reviewapp.domain.annotation.profiles import built_in_profiles
from reviewapp.models import Action, Category, Corpus, Profile, SeverityMultiplier, WeightRule
from reviewapp.services.operations import Operation, Request, Subject, record_event

if TYPE_CHECKING:
    from reviewapp.domain.annotation.profiles import ProfileDefinition, Thresholds
    from reviewapp.domain.annotation.profiles import WeightRule as RuleDefinition
    from reviewapp.domain.annotation.severities import Severity


class UnknownProfile(ValueError):
    """No stored profile has this key."""


class VersionTaken(Exception):
    """Somebody else stored this version of the profile first."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What an error costs and what a text needs to pass."""

    multipliers: Mapping[Severity, float]
    rules: Sequence[RuleDefinition]
    thresholds: Thresholds


def latest_profile(key: str) -> Profile:
    """Return the latest version of a profile, the built-in ones being installed. Raise `UnknownProfile`."""
    install_built_in_profiles()
    found = Profile.objects.filter(key=key).order_by("-version").first()
    if found is None:
        known = sorted(set(Profile.objects.values_list("key", flat=True)))
        raise UnknownProfile(f"There is no profile {key}; there are {', '.join(known)}.")
    return found


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
        return store_profile(dataclasses.replace(profile.definition(), version=next_version(profile.key)))


def next_version(key: str) -> int:
    """Return the first version of a profile that is not taken."""
    latest: int | None = Profile.objects.filter(key=key).aggregate(latest=Max("version"))["latest"]
    return (latest or 0) + 1


def reweighted(profile: Profile, weights: Weights) -> ProfileDefinition:
    """Return the profile's next version with other weights and the same categories; nothing is stored.

    Raise `ProfileInvalid`.
    """
    return dataclasses.replace(
        profile.definition(),
        version=next_version(profile.key),
        multipliers=dict(weights.multipliers),
        weight_rules=tuple(weights.rules),
        thresholds=weights.thresholds,
    )


def adopt_profile(
    definition: ProfileDefinition, *, corpora: Collection[Corpus], operation: Operation
) -> Profile:
    """Store a version of a profile and move corpora to it: what is marked there weighs by it at once.

    Raise `VersionTaken` where somebody else stored that version first; then nothing is changed.
    """
    try:
        with transaction.atomic():
            profile = store_profile(definition)
            for corpus in corpora:
                Corpus.objects.filter(pk=corpus.pk).update(profile=profile)
                record_event(
                    operation,
                    Request(Action.PROFILE_CHANGED),
                    Subject(corpus=corpus),
                    details={"from": str(corpus.profile), "to": str(profile)},
                )
    except IntegrityError as clash:
        taken = (
            f"Version {definition.version} of {definition.name} is stored already; look at the preview again."
        )
        raise VersionTaken(taken) from clash
    return profile


def _installed(definition: ProfileDefinition) -> Profile:
    stored = Profile.objects.filter(key=definition.key, version=definition.version).first()
    return stored or store_profile(definition)
