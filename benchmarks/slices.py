"""Figures of slices of a million scored translations, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from benchmarks.million import Million, fill_million
from benchmarks.timing import Line, least
from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.queries.figures import compare_systems
from reviewapp.queries.slices import Slice, slice_sums
from tests.postgres import find_binaries, throw_away_cluster, unprivileged_owner

TRANSLATIONS = 1_000_000
RUNS = 5
# Models can be imported once Django is set up.
_IN_ANOTHER_PROCESS = (
    "import django; django.setup(); from benchmarks.slices import print_lines; print_lines(translations={})"
)


def measure(folder: pathlib.Path, *, translations: int = TRANSLATIONS, runs: int = RUNS) -> list[Line]:
    """Measure on the database that Django is set up on, then on PostgreSQL where it is installed."""
    lines = _measure(fill_million(translations=translations), runs=runs)
    binaries = find_binaries()
    if connection.vendor == "sqlite" and binaries is not None:
        with throw_away_cluster(binaries, unprivileged_owner()) as url:
            lines += _elsewhere(url, folder, translations=translations)
    return lines


def print_lines(*, translations: int) -> None:
    """Measure in a process of its own and print the lines as JSON."""
    call_command("migrate", verbosity=0, skip_checks=True)
    lines = _measure(fill_million(translations=translations), runs=RUNS)
    print(json.dumps([asdict(line) for line in lines]))


def _elsewhere(url: str, folder: pathlib.Path, *, translations: int) -> list[Line]:
    done = subprocess.run(
        [sys.executable, "-c", _IN_ANOTHER_PROCESS.format(translations)],
        env={**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder)},
        check=True,
        stdout=subprocess.PIPE,
    )
    return [Line(**line) for line in json.loads(done.stdout)]


def _measure(million: Million, *, runs: int) -> list[Line]:
    month = timezone.now() - datetime.timedelta(days=30)
    slices = {
        "one article": Slice(articles=(million.article.pk,)),
        "corrected sentences (a tenth)": Slice(statuses=(TranslationStatus.CORRECTED,)),
        "open sentences (nine tenths)": Slice(statuses=(TranslationStatus.OPEN,)),
        "one editor's": Slice(editors=(million.editor.pk,)),
        "decided in 30 days": Slice(since=month),
        "with a major error": Slice(severities=(Severity.MAJOR,)),
    }
    whole = least(lambda: _sum_everything(million), runs=runs)
    table = _line(million, "table of 20 systems", lambda: compare_systems(million.corpus), whole, runs=runs)
    return [
        table,
        *(
            _line(million, what, lambda chosen=chosen: slice_sums(million.measure, chosen), whole, runs=runs)  # type: ignore[misc]  # a default binds it
            for what, chosen in slices.items()
        ),
    ]


def _line(million: Million, what: str, act: Callable[[], object], whole: float, *, runs: int) -> Line:
    return Line(
        f"{connection.vendor}: {what}, {million.translations:,} translations",
        least(act, runs=runs),
        "one SUM over all score rows",
        whole,
    )


def _sum_everything(million: Million) -> None:
    columns = ", ".join(f"SUM({name})" for name in million.measure.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM reviewapp_score WHERE measure_id = %s", [million.measure.pk])
        assert cursor.fetchone()
