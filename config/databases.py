"""How each database engine must be opened so that no acknowledged correction is lost."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from environs import Env

Version = tuple[int, int, int]


def is_wal_safe(version: Version) -> bool:
    """Say whether this SQLite version is free of the WAL-reset fault.

    Source: https://sqlite.org/wal.html; fixed in 3.51.3, and in the branches at 3.50.7 and 3.44.6.
    """
    return (
        (version >= (3, 51, 3) and version[:2] != (3, 52))
        or (3, 50, 7) <= version < (3, 51, 0)
        or (3, 44, 6) <= version < (3, 45, 0)
    )


def sqlite_options(version: Version) -> dict[str, Any]:
    """Return Django's OPTIONS for SQLite.

    IMMEDIATE makes writers wait for each other instead of failing half-way; synchronous=FULL keeps an
    acknowledged save through a power cut; mmap_size=0 turns an I/O error into an exception.
    (trusted_schema=OFF is not set: SQLite before 3.41 then refuses the JSON_VALID() in the constraints that
    Django writes for JSON columns.)
    """
    journal = "WAL" if is_wal_safe(version) else "TRUNCATE"
    pragmas = [
        f"journal_mode={journal}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cell_size_check=ON",
        "mmap_size=0",
        "journal_size_limit=67108864",
        "temp_store=MEMORY",
    ]
    return {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": ";".join(f"PRAGMA {pragma}" for pragma in pragmas),
    }


def database_settings(env: Env, data_dir: Path) -> dict[str, Any]:
    """Return Django's settings of the one database, from `DATABASE_URL`.

    Raise `ValueError` where the address names an engine that is neither SQLite nor PostgreSQL.
    """
    settings: dict[str, Any] = dict(
        env.dj_db_url("DATABASE_URL", f"sqlite:///{data_dir / 'reviewapp.sqlite3'}")
    )
    settings["ATOMIC_REQUESTS"] = False
    engine = settings["ENGINE"]
    if engine == "django.db.backends.sqlite3":
        settings["CONN_MAX_AGE"] = None
        settings["OPTIONS"] = sqlite_options(sqlite3.sqlite_version_info[:3])
    elif engine == "django.db.backends.postgresql":
        settings |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
        settings["OPTIONS"] = dict(settings.get("OPTIONS", {})) | {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
            "options": "-c statement_timeout=15000 -c lock_timeout=3000"
            " -c idle_in_transaction_session_timeout=30000",
        }
    else:
        raise ValueError(f"DATABASE_URL names {engine}: only sqlite:/// and postgres:// are served")
    return settings
