"""Migrations go forward and back, and leave the schema that the models describe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import connection

if TYPE_CHECKING:
    from django_test_migrations.migrator import Migrator

TABLES = ("reviewapp", "0001_tables_of_review")
EVIDENCE = ("reviewapp", "0002_evidence_cannot_be_changed")


def _triggers() -> int:
    table = (
        "sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_the_evidence_migration_goes_forward_and_back(migrator: Migrator) -> None:
    """Keep rows through both directions; only the triggers come and go."""
    state: Any = migrator.apply_initial_migration(TABLES)
    assert _triggers() == 0
    state.apps.get_model("reviewapp", "User").objects.create(username="lan")

    after: Any = migrator.apply_tested_migration(EVIDENCE)
    assert _triggers() == 4
    assert after.apps.get_model("reviewapp", "User").objects.filter(username="lan").exists()

    migrator.apply_tested_migration(TABLES)
    assert _triggers() == 0
    migrator.apply_tested_migration(EVIDENCE)
    assert _triggers() == 4


@pytest.mark.django_db
def test_no_change_of_a_model_is_without_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
