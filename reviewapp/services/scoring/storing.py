"""Store what the scoring pool yields.

Plain statements and not the ORM's objects: a corpus has a row a text and measure, and building an object for
each costs more than scoring it. A row that is there already stays, so that a run that was killed, or that
two workers share by accident, ends with each figure exactly once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import connection, transaction

from reviewapp.domain.scoring.outcomes import NotScored, Scored
from reviewapp.models import Score

if TYPE_CHECKING:
    from django.db.models import Model

    from reviewapp.domain.scoring.metric import Metric
    from reviewapp.models import Measure
    from reviewapp.services.scoring.measures import Yardstick
    from reviewapp.services.scoring.reading import PairKey

Outcome = Scored["PairKey"] | NotScored["PairKey"]
_Measures = Mapping[tuple["Metric", tuple[str, ...]], "Measure"]
LONGEST_REASON = 200
_COLUMNS = ("translation_id", "text_number", "measure_id", "value", "reason")


def store_outcomes(yardsticks: Sequence[Yardstick], outcomes: Iterable[Outcome]) -> None:
    """Write figures under their translation, text number and measure, all of them or none."""
    measures = {(y.metric, y.references): y.measure for y in yardsticks}
    with transaction.atomic():
        for outcome in outcomes:
            if isinstance(outcome, NotScored):
                _store_reason(outcome, measures)
            elif outcome.keys:
                _store_figures(outcome, measures)


def _store_figures(
    scored: Scored[PairKey], measures: Mapping[tuple[Metric, tuple[str, ...]], Measure]
) -> None:
    measure = measures[scored.metric, scored.keys[0][2]]
    rows: list[tuple[float | str | None, ...]] = [
        (translation, number, measure.pk, value, "", *counts)
        for (translation, number, _), value, counts in zip(
            scored.keys, scored.values, scored.statistics, strict=True
        )
    ]
    insert_rows(Score, (*_COLUMNS, *measure.columns), rows)


def _store_reason(
    outcome: NotScored[PairKey], measures: Mapping[tuple[Metric, tuple[str, ...]], Measure]
) -> None:
    translation, number, names = outcome.key
    measure = measures[outcome.metric, names]
    insert_rows(Score, _COLUMNS, [(translation, number, measure.pk, None, outcome.reason[:LONGEST_REASON])])


def insert_rows(
    model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[float | str | None]]
) -> None:
    """Write plain rows; one that is there already stays as it is."""
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django documents `_meta`
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        # The names are ours, and the values are handed over apart from the statement.
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608
            rows,
        )
