"""Roles include each other in one order."""

from __future__ import annotations

from itertools import product

import pytest

from reviewapp.domain.workflow.roles import Role

ORDER = (Role.VIEWER, Role.REVIEWER, Role.CHIEF, Role.MANAGER)


@pytest.mark.parametrize(("role", "other"), list(product(ORDER, repeat=2)))
def test_a_role_includes_itself_and_those_before_it(role: Role, other: Role) -> None:
    assert role.includes(other) == (ORDER.index(role) >= ORDER.index(other))


def test_labels() -> None:
    assert [role.label for role in Role] == ["Viewer", "Reviewer", "Chief", "Manager"]
