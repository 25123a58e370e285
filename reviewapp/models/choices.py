"""Turn the domain's enumerations into what a model field wants."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol


class Labelled(Protocol):
    """A member of an enumeration that can be shown."""

    @property
    def value(self) -> str:
        """Return what is stored."""
        ...

    @property
    def label(self) -> str:
        """Return what is shown."""
        ...


def choices_of(members: Iterable[Labelled]) -> list[tuple[str, str]]:
    """Return value and label of each member, as plain strings that migrations can hold."""
    return [(member.value, member.label) for member in members]


def values_of(enumeration: type[StrEnum]) -> list[str]:
    """Return the plain values, for a database constraint."""
    return [member.value for member in enumeration]
