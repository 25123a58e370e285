"""A table of 20,000 rows, read, planned and stored, beside the bare insertion of its texts."""

from __future__ import annotations

import pathlib

from django.utils import timezone

from benchmarks.scratch import bare_database, insert_bare
from benchmarks.texts import Texts, Writer
from benchmarks.timing import Line, once
from reviewapp.domain.exchange.incoming import Reading
from reviewapp.domain.exchange.tables import TableFormat, read_table
from reviewapp.services.corpora import create_corpus
from reviewapp.services.importing.plans import Plan, plan_import
from reviewapp.services.importing.store import store_plan
from reviewapp.services.operations import Operation

ROWS = 20_000
AN_ARTICLE = 40


def measure(folder: pathlib.Path, *, rows: int = ROWS) -> list[Line]:
    """Import the table once."""
    segments = list(Writer().segments(rows, an_article=AN_ARTICLE))
    data = _table(segments)
    operation = Operation(actor=None, at=timezone.now())
    corpus = create_corpus(
        slug="bench-import", source_language="vi", target_language="en", operation=operation
    )
    readings: list[Reading] = []
    plans: list[Plan] = []
    parse = once(lambda: readings.append(read_table(data, name="bench.tsv", format=TableFormat.TSV)))
    plan = once(lambda: plans.append(plan_import(corpus, readings[0])))
    store = once(lambda: store_plan(plans[0], operation=operation))
    with bare_database(folder / "bare-import.sqlite3") as connection:
        bare = once(
            lambda: insert_bare(connection, ((s.article, s.source, s.target, s.reference) for s in segments))
        )
    return [
        Line(
            f"import a TSV of {rows:,} rows",
            parse + plan + store,
            "sqlite3 executemany of its texts",
            bare,
            f"read {parse:.2f} s, plan {plan:.2f} s, store {store:.2f} s; {len(data) / 1e6:.1f} MB",
        )
    ]


def _table(segments: list[Texts]) -> bytes:
    header = "article\tsegment\tsource\ttarget\treference\n"
    rows = (f"a{s.article}\t{s.number}\t{s.source}\t{s.target}\t{s.reference}\n" for s in segments)
    return (header + "".join(rows)).encode()
