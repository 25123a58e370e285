"""Checks that tell an operator what to mend before data is at risk."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connection

from config.databases import is_wal_safe


@checks.register(checks.Tags.database)
def sqlite_is_opened_safely(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  (Django's signature)
    databases: Sequence[str] | None = None,
    **_: Any,  # noqa: ANN401
) -> list[checks.CheckMessage]:
    """Refuse write-ahead logging on an SQLite that may lose data with it; name the journal that serves."""
    if not databases or connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        journal = str(cursor.fetchone()[0]).lower()
    return journal_messages(journal, sqlite3.sqlite_version_info[:3])


def journal_messages(journal: str, version: tuple[int, int, int]) -> list[checks.CheckMessage]:
    """Return what is to be said of a journal mode under an SQLite version."""
    if is_wal_safe(version):
        return []
    spelled = ".".join(map(str, version))
    if journal == "wal":
        return [
            checks.Error(
                f"SQLite {spelled} can lose data in WAL mode.",
                hint="Use SQLite 3.51.3 or later, or open the database with journal_mode=TRUNCATE.",
                id="reviewapp.E001",
            )
        ]
    return [
        checks.Warning(
            f"SQLite {spelled} is older than the fix of its WAL-reset fault, so the rollback "
            "journal is used: readers wait for writers.",
            hint="SQLite 3.51.3 or later, or PostgreSQL, serves many editors at once better.",
            id="reviewapp.W002",
        )
    ]
