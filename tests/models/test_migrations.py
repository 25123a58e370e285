"""Migrations go forward and back, and leave the schema that the models describe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import connection

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.names import MetricName
from reviewapp.models import STATISTICS as COLUMNS
from tests.factories import NOON

if TYPE_CHECKING:
    from django_test_migrations.migrator import Migrator

TABLES = ("reviewapp", "0001_tables_of_review")
EVIDENCE = ("reviewapp", "0002_evidence_cannot_be_changed")
STATISTICS = ("reviewapp", "0003_statistics_in_columns")
ASSESSMENTS = ("reviewapp", "0004_assessments")


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


@pytest.mark.django_db(transaction=True)
def test_the_triggers_survive_the_rebuilding_of_their_table(migrator: Migrator) -> None:
    """Go over the migration that changes the table of errors, and back."""
    migrator.apply_initial_migration(STATISTICS)
    assert _triggers() == 4

    migrator.apply_tested_migration(ASSESSMENTS)
    assert _triggers() == 6

    migrator.apply_tested_migration(STATISTICS)
    assert _triggers() == 4


BLEU = [30, 31, 20, 12, 7, 3, 30, 28, 26, 24]
CHRF = [30, 31, 25] * 6


def _measured_rows(apps: Any) -> None:
    """Store what 0002 keeps as JSON: two articles and a withdrawn one, by four measures."""
    models = {name: apps.get_model("reviewapp", name).objects for name in apps.all_models["reviewapp"]}
    profile = models["profile"].create(key="mqm", name="MQM")
    corpus = models["corpus"].create(
        slug="pier", name="Pier", source_language="vi", target_language="en", profile=profile
    )
    system = models["system"].create(corpus=corpus, name="engine")
    measures = {
        name: models["measure"].create(
            corpus=corpus, metric=name, references=references, signature=name, segment_signature=name
        )
        for name, references in [("bleu", "a"), ("chrf", "a+b"), ("ter", "a+b+c"), ("hter", "correction")]
    }
    statistics = {"bleu": BLEU, "chrf": CHRF, "ter": [2.0, 13 / 3], "hter": [1.0, 8.0]}
    for number, withdrawn in enumerate([None, None, NOON]):
        article = models["article"].create(
            corpus=corpus, key=str(number), title="Pier", withdrawn_at=withdrawn
        )
        segment = models["segment"].create(article=article, key="1", position=1)
        translation = models["translation"].create(segment=segment, system=system)
        for name, measure in measures.items():
            common = {"measure": measure, "statistics": statistics[name], "value": 50.5 + number}
            models["articlescore"].create(article=article, system=system, segments=1, **common)
            if (name, number) == ("ter", 1):
                models["score"].create(translation=translation, measure=measure, reason="too long")
            else:
                models["score"].create(translation=translation, **common)


def _columns(row: Any) -> list[int]:
    return [number for name in COLUMNS if (number := getattr(row, name)) is not None]


@pytest.mark.django_db(transaction=True)
def test_statistics_move_into_columns_and_back(migrator: Migrator) -> None:
    before: Any = migrator.apply_initial_migration(EVIDENCE)
    _measured_rows(before.apps)
    stored = {
        name: list(before.apps.get_model("reviewapp", name).objects.order_by("pk").values())
        for name in ("Score", "ArticleScore")
    }

    after: Any = migrator.apply_tested_migration(STATISTICS)

    expected = {"bleu": BLEU, "chrf": CHRF, "ter": [2, 13], "hter": [1, 8]}
    for name in ("Score", "ArticleScore"):
        for row in after.apps.get_model("reviewapp", name).objects.select_related("measure"):
            counts = [] if row.value is None else expected[row.measure.metric]
            assert _columns(row) == counts, name
    assert after.apps.get_model("reviewapp", "Score").objects.get(value=None).reason == "too long"
    for row in after.apps.get_model("reviewapp", "SystemScore").objects.select_related("measure"):
        sums = [2 * count for count in expected.pop(row.measure.metric)]
        metric = Metric(
            MetricName(row.measure.metric), "en", references=row.measure.references.count("+") + 1
        )
        assert (_columns(row), row.segments, row.value) == (sums, 2, metric.corpus_score(sums))
        assert (row.low, row.high) == (None, None)
    assert expected == {}

    back: Any = migrator.apply_tested_migration(EVIDENCE)

    for name, rows in stored.items():
        assert list(back.apps.get_model("reviewapp", name).objects.order_by("pk").values()) == rows
    migrator.apply_tested_migration(STATISTICS)


@pytest.mark.django_db
def test_no_change_of_a_model_is_without_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
