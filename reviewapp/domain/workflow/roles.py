"""Roles of people in a corpus, each including what the one before it may do."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member may do: read; correct and mark; sign off; import, assign and export."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    CHIEF = "chief"
    MANAGER = "manager"

    def includes(self, other: Role) -> bool:
        """Say whether this role may do all that the other may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)

    @property
    def label(self) -> str:
        """Return the name shown on screen."""
        return self.value.capitalize()
