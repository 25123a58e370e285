"""Move statistics from JSON into columns that the database can sum, and divide jobs into parts.

Stored figures are carried over. TER's second statistic was the mean length of the references and becomes
their sum, so that every statistic is an integer.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from reviewapp.domain.scoring.metric import Metric
from reviewapp.domain.scoring.names import METRICS, MetricName

NAMES = [f"n{number:02}" for number in range(1, 25)]
AT_ONCE = 2_000
TER_LIKE = ("ter", "hter")


def _columns():
    return [(name, models.BigIntegerField(editable=False, null=True)) for name in NAMES]


def _references(measure):
    return 1 if measure.metric == "hter" else measure.references.count("+") + 1


def into_columns(apps, schema_editor):
    """Write each row's statistics into its columns, and the sums of systems."""
    measures = {measure.pk: measure for measure in apps.get_model("reviewapp", "Measure").objects.all()}
    for model in ("Score", "ArticleScore"):
        rows = apps.get_model("reviewapp", model).objects.exclude(value=None)
        for row in rows.iterator(chunk_size=AT_ONCE):
            numbers = list(row.statistics)
            measure = measures[row.measure_id]
            if measure.metric in TER_LIKE:
                numbers[1] *= _references(measure)
            counts = {name: round(number) for name, number in zip(NAMES, numbers, strict=False)}
            rows.filter(pk=row.pk).update(**counts)
    _sum_systems(apps, measures)


def _sum_systems(apps, measures):
    sums = apps.get_model("reviewapp", "ArticleScore").objects.filter(article__withdrawn_at=None).order_by()
    for measure in measures.values():
        name = MetricName(measure.metric)
        columns = NAMES[: METRICS[name].statistics]
        formula = Metric(
            MetricName.BLEU if name is MetricName.SPBLEU else name, "en", references=_references(measure)
        )
        totals = {column: models.Sum(column) for column in columns}
        for row in (
            sums.filter(measure=measure).values("system").annotate(texts=models.Sum("segments"), **totals)
        ):
            counts = [int(row[column]) for column in columns]
            apps.get_model("reviewapp", "SystemScore").objects.create(
                measure_id=measure.pk,
                system_id=row["system"],
                segments=row["texts"],
                value=formula.corpus_score(counts),
                **dict(zip(columns, counts, strict=True)),
            )


def into_json(apps, schema_editor):
    """Write each row's columns back into its JSON."""
    measures = {measure.pk: measure for measure in apps.get_model("reviewapp", "Measure").objects.all()}
    for model in ("Score", "ArticleScore"):
        rows = apps.get_model("reviewapp", model).objects.exclude(value=None)
        for row in rows.iterator(chunk_size=AT_ONCE):
            numbers = [getattr(row, name) for name in NAMES if getattr(row, name) is not None]
            measure = measures[row.measure_id]
            if measure.metric in TER_LIKE:
                numbers[1] /= _references(measure)
            rows.filter(pk=row.pk).update(statistics=numbers)


class Migration(migrations.Migration):
    dependencies = [("reviewapp", "0002_evidence_cannot_be_changed")]

    operations = [
        migrations.CreateModel(
            name="SystemScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                *_columns(),
                ("value", models.FloatField()),
                ("low", models.FloatField(blank=True, null=True)),
                ("high", models.FloatField(blank=True, null=True)),
                ("segments", models.PositiveIntegerField(help_text="How many sentences the sum holds.")),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="system_scores",
                        to="reviewapp.measure",
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="reviewapp.system",
                    ),
                ),
            ],
            options={
                "ordering": ("measure", "system"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "system"), name="one_system_score_per_measure"
                    ),
                    models.CheckConstraint(
                        condition=Q(("segments__gt", 0)), name="system_score_has_segments"
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="score", name="score_or_reason"),
        migrations.AlterField(
            "score",
            "translation",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="scores",
                to="reviewapp.translation",
            ),
        ),
        migrations.AlterField(
            "score",
            "measure",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="scores",
                to="reviewapp.measure",
            ),
        ),
        migrations.AddIndex(
            "score",
            models.Index(condition=Q(("value", None)), fields=["measure"], name="score_set_aside"),
        ),
        *(
            migrations.AddField(model_name=model, name=name, field=column)
            for model in ("score", "articlescore")
            for name, column in _columns()
        ),
        migrations.AlterField("articlescore", "statistics", models.JSONField(null=True)),
        migrations.RunPython(into_columns, into_json),
        migrations.RemoveField(model_name="articlescore", name="statistics"),
        migrations.RemoveField(model_name="score", name="statistics"),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(
                        ("n01__isnull", False),
                        ("n02__isnull", False),
                        ("reason", ""),
                        ("value__isnull", False),
                    ),
                    Q(("n01", None), ("n02", None), ("value", None), Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="score_or_reason",
            ),
        ),
        migrations.AddField(
            "subwordmodel",
            "length_median",
            models.FloatField(
                help_text="Of ln(target pieces / source pieces) over the corpus's pairs.", null=True
            ),
        ),
        migrations.AddField(
            "subwordmodel",
            "length_mad",
            models.FloatField(help_text="Median absolute deviation from that median.", null=True),
        ),
        migrations.AddField(
            "subwordmodel",
            "length_pairs",
            models.PositiveIntegerField(default=0, help_text="How many pairs they stand on."),
        ),
        migrations.AddField(
            "job",
            "parent",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="reviewapp.job",
            ),
        ),
        migrations.AlterField(
            "job",
            "kind",
            models.CharField(
                choices=[
                    ("score-corpus", "Score a corpus"),
                    ("score-part", "Score a part of a corpus"),
                    ("score-translation", "Score a correction"),
                    ("train-subwords", "Train subwords"),
                ],
                max_length=20,
            ),
        ),
        migrations.RemoveConstraint(model_name="job", name="job_state_is_known"),
        migrations.AlterField(
            "job",
            "state",
            models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("running", "Running"),
                    ("divided", "Its parts are running"),
                    ("done", "Done"),
                    ("failed", "Failed"),
                    ("cancelled", "Cancelled"),
                    ("denied", "No longer allowed"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("state__in", ["queued", "running", "divided", "done", "failed", "cancelled", "denied"])
                ),
                name="job_state_is_known",
            ),
        ),
    ]
