"""How each engine is opened, and the system check that tells."""

from __future__ import annotations

import pathlib
import sqlite3
from typing import Any

import pytest
from django.db import connection
from environs import Env

from config.databases import Version, database_settings, is_wal_safe, sqlite_options
from reviewapp.system_checks import journal_messages, sqlite_is_opened_safely

FOLDER = pathlib.Path("/srv/review")


def settings_of(url: str | None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if url is not None:
        monkeypatch.setenv("DATABASE_URL", url)
    return database_settings(Env(), FOLDER)


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 44, 9), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_where_write_ahead_logging_is_free_of_the_reset_fault(version: Version, is_safe: bool) -> None:
    assert is_wal_safe(version) is is_safe
    journal = "WAL" if is_safe else "TRUNCATE"
    assert f"PRAGMA journal_mode={journal};" in sqlite_options(version)["init_command"]


def test_sqlite_is_the_default_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(None, monkeypatch)

    assert settings["ENGINE"] == "django.db.backends.sqlite3"
    assert str(settings["NAME"]) == "/srv/review/reviewapp.sqlite3"
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "PRAGMA synchronous=FULL" in settings["OPTIONS"]["init_command"]
    assert settings["ATOMIC_REQUESTS"] is False


def test_postgres_is_opened_through_a_pool_with_time_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of("postgres://lan:secret@db.example:5433/review?sslmode=require", monkeypatch)

    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.example", 5433, "review")
    assert (settings["CONN_MAX_AGE"], settings["CONN_HEALTH_CHECKS"]) == (0, True)
    options = settings["OPTIONS"]
    assert options["sslmode"] == "require"
    assert options["pool"] == {"min_size": 1, "max_size": 8, "timeout": 5}
    for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        assert limit in options["options"]


def test_other_engines_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r"mysql.*only sqlite:/// and postgres:// are served"):
        settings_of("mysql://lan@db.example/review", monkeypatch)


@pytest.mark.django_db
def test_the_running_database_is_opened_as_it_should_be() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone() == (2,)
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,)
        else:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("15s",)
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("3s",)


@pytest.mark.parametrize(
    ("journal", "version", "ids"),
    [
        ("wal", (3, 51, 3), []),
        ("truncate", (3, 51, 3), []),
        ("wal", (3, 40, 1), ["reviewapp.E001"]),
        ("truncate", (3, 40, 1), ["reviewapp.W002"]),
        ("memory", (3, 45, 0), ["reviewapp.W002"]),
    ],
)
def test_the_check_tells_what_to_mend(journal: str, version: Version, ids: list[str]) -> None:
    found = journal_messages(journal, version)

    assert [message.id for message in found] == ids
    assert all(".".join(map(str, version)) in message.msg and message.hint for message in found)


@pytest.mark.django_db
def test_the_check_looks_at_the_database_only_when_asked() -> None:
    assert sqlite_is_opened_safely(None, databases=None) == []
    found = sqlite_is_opened_safely(None, databases=["default"])
    if connection.vendor == "sqlite" and not is_wal_safe(sqlite3.sqlite_version_info[:3]):
        assert [message.id for message in found] == ["reviewapp.W002"]
    else:
        assert found == []
