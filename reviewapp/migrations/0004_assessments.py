"""Keep what people judge apart from what editors mark, as evidence that the database does not let anybody change.

SQLite drops the triggers of a table that it rebuilds, so those of the two that change are taken off first and
put back.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ERROR = ("translation_id", "side", "start", "end", "marked_text", "text_number", "author_id")
EVENT = ("translation_id", "actor_id", "action", "reason", "details", "at", "operation")
# What a rater found: all of it is evidence, and it cannot be taken back either.
OF_ASSESSMENT = ("category_id", "severity", "note", "removed_at", "removed_by_id")
ASSESSMENT = (
    "translation_id",
    "text_number",
    "protocol",
    "rater",
    "campaign",
    "occasion",
    "score",
    "seconds",
    "created_at",
)

ACTIONS = [
    ("corpus-created", "Created the corpus"),
    ("corpus-archived", "Archived the corpus"),
    ("corpus-restored", "Restored the corpus"),
    ("profile-changed", "Changed the error profile"),
    ("imported", "Imported texts"),
    ("exported", "Took data out"),
    ("assigned", "Assigned the article"),
    ("status-changed", "Changed the article's status"),
    ("withdrawn", "Withdrew the article"),
    ("article-restored", "Restored the article"),
    ("corrected", "Corrected"),
    ("restored", "Restored an earlier text"),
    ("accepted", "Accepted as it stands"),
    ("discussed", "Asked for discussion"),
    ("reopened", "Reopened"),
    ("error-marked", "Marked an error"),
    ("error-removed", "Took an error back"),
]


def _install(schema_editor, name, table, columns, *, only=""):
    postgres = schema_editor.connection.vendor == "postgresql"
    named = ", ".join(f'"{column}"' for column in columns)
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    changed = " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)
    if postgres:
        body = "EXECUTE FUNCTION reviewapp_refuse_change()"  # of migration 0002
    else:
        body = f"BEGIN SELECT RAISE(ABORT, '{table} is evidence and cannot be changed'); END"
    when = f"FOR EACH ROW WHEN ({only}({changed})) {body}"
    schema_editor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE OF {named} ON {table} {when}")


def _remove(schema_editor, name, table):
    postgres = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgres else ""))


def take_off(apps, schema_editor):
    """Drop the triggers of errors and events, whose tables change."""
    _remove(schema_editor, "reviewapp_error_is_evidence", "reviewapp_error")
    _remove(schema_editor, "reviewapp_event_is_evidence", "reviewapp_event")


def put_back(apps, schema_editor):
    """Create them as they were."""
    _install(schema_editor, "reviewapp_error_is_evidence", "reviewapp_error", ERROR)
    _install(schema_editor, "reviewapp_event_is_evidence", "reviewapp_event", EVENT)


def protect(apps, schema_editor):
    """Create the triggers of events, errors, errors that belong to an assessment, and assessments."""
    _install(schema_editor, "reviewapp_event_is_evidence", "reviewapp_event", EVENT)
    table = "reviewapp_error"
    _install(schema_editor, "reviewapp_error_is_evidence", table, (*ERROR, "assessment_id"))
    only = 'OLD."assessment_id" IS NOT NULL AND '
    _install(schema_editor, "reviewapp_rated_error_is_evidence", table, OF_ASSESSMENT, only=only)
    _install(schema_editor, "reviewapp_assessment_is_evidence", "reviewapp_assessment", ASSESSMENT)


def unprotect(apps, schema_editor):
    """Drop what `protect` made."""
    _remove(schema_editor, "reviewapp_event_is_evidence", "reviewapp_event")
    _remove(schema_editor, "reviewapp_assessment_is_evidence", "reviewapp_assessment")
    _remove(schema_editor, "reviewapp_rated_error_is_evidence", "reviewapp_error")
    _remove(schema_editor, "reviewapp_error_is_evidence", "reviewapp_error")


class Migration(migrations.Migration):
    dependencies = [
        ("reviewapp", "0003_statistics_in_columns"),
    ]

    operations = [
        migrations.RunPython(take_off, put_back),
        migrations.AlterField(
            model_name="error",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="errors",
                to="reviewapp.category",
            ),
        ),
        migrations.AlterField(
            model_name="import",
            name="kind",
            field=models.CharField(
                choices=[
                    ("article", "Running text"),
                    ("lines", "Line-aligned files"),
                    ("table", "Table (CSV, TSV, JSON Lines)"),
                    ("wmt-mqm", "MQM ratings (WMT, TSV)"),
                    ("wmt-esa", "ESA ratings (WMT, CSV)"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text_number", models.PositiveIntegerField(default=1)),
                (
                    "protocol",
                    models.CharField(choices=[("mqm", "MQM"), ("esa", "ESA"), ("da", "DA")], max_length=3),
                ),
                ("rater", models.CharField(max_length=200)),
                ("campaign", models.CharField(blank=True, max_length=200)),
                ("occasion", models.PositiveIntegerField(default=1)),
                ("score", models.FloatField(blank=True, null=True)),
                ("seconds", models.FloatField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "translation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="reviewapp.translation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("translation", "protocol", "rater", "campaign", "occasion"),
            },
        ),
        migrations.AddField(
            model_name="error",
            name="assessment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="errors",
                to="reviewapp.assessment",
            ),
        ),
        migrations.AddConstraint(
            model_name="error",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("category__isnull", False), ("assessment__isnull", False), _connector="OR"
                ),
                name="only_an_assessment_marks_without_category",
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(fields=["protocol", "translation"], name="assessment_by_protocol"),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                fields=("translation", "text_number", "protocol", "rater", "campaign", "occasion"),
                name="one_assessment_per_occasion",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("protocol__in", ["mqm", "esa", "da"])),
                name="assessment_protocol_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("protocol", "mqm"), ("score", None)),
                    models.Q(
                        models.Q(("protocol", "mqm"), _negated=True),
                        ("score__gte", 0),
                        ("score__isnull", False),
                        ("score__lte", 100),
                    ),
                    _connector="OR",
                ),
                name="assessment_score_is_as_the_protocol_says",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("seconds", None), ("seconds__gte", 0), _connector="OR"),
                name="assessment_time_is_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("rater", ""), _negated=True), name="assessment_has_a_rater"
            ),
        ),
        migrations.RemoveConstraint(model_name="event", name="event_action_is_known"),
        migrations.AlterField(
            model_name="event",
            name="action",
            field=models.CharField(choices=ACTIONS, max_length=16),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(action__in=[value for value, _ in ACTIONS]), name="event_action_is_known"
            ),
        ),
        migrations.RunPython(protect, unprotect),
    ]
