"""A database of its own in a temporary folder, and a bare one beside it that is opened in the same way."""

from __future__ import annotations

import os
import pathlib
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager


@contextmanager
def scratch_installation() -> Iterator[pathlib.Path]:
    """Set Django up on an empty SQLite database that goes away afterwards; yield its folder."""
    with tempfile.TemporaryDirectory(prefix="reviewapp-bench-") as name:
        folder = pathlib.Path(name)
        os.environ |= {
            "DATA_DIR": name,
            "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
            "DEBUG": "0",
        }
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

        # The settings read the environment when they are imported.
        import django  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0, skip_checks=True)
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
        yield folder


@contextmanager
def bare_database(path: pathlib.Path) -> Iterator[sqlite3.Connection]:
    """Open a database with the standard library alone, with the app's own pragmas."""
    from config.databases import sqlite_options  # noqa: PLC0415  (the environment comes first)

    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(str(sqlite_options(sqlite3.sqlite_version_info[:3])["init_command"]))
        connection.executescript(
            "CREATE TABLE IF NOT EXISTS segment (id INTEGER PRIMARY KEY, article INTEGER, source TEXT);"
            "CREATE TABLE IF NOT EXISTS translation (id INTEGER PRIMARY KEY, segment INTEGER, text TEXT);"
            "CREATE TABLE IF NOT EXISTS reference (id INTEGER PRIMARY KEY, segment INTEGER, text TEXT);"
            "CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, translation INTEGER, what TEXT);"
            "CREATE INDEX IF NOT EXISTS by_article ON segment (article);"
            "CREATE INDEX IF NOT EXISTS by_segment ON translation (segment);"
        )
        yield connection


def insert_bare(connection: sqlite3.Connection, segments: Iterator[tuple[int, str, str, str]]) -> None:
    """Store article, source, target and reference of each segment in one transaction."""
    rows = list(enumerate(segments, start=1))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO segment VALUES (?, ?, ?)", [(n, row[0], row[1]) for n, row in rows])
    for table, column in (("translation", 2), ("reference", 3)):
        connection.executemany(
            f"INSERT INTO {table} VALUES (?, ?, ?)", [(n, n, row[column]) for n, row in rows]
        )
    connection.execute("COMMIT")
