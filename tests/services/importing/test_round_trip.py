"""Any bitext that may come in goes out by our export and comes in again elsewhere, character for character."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewapp.domain.exchange.tables import read_table
from reviewapp.domain.text.admission import TextRefused, admit_text
from reviewapp.models import Corpus, Translation
from reviewapp.services.exporting import ExportFormat, Wishes, export_corpus
from reviewapp.services.importing.plans import plan_import
from reviewapp.services.importing.store import store_plan
from tests.factories import CorpusFactory
from tests.services.acts import unkeyed
from tests.services.importing.files import plan_table, stored


def _is_admissible(text: str) -> bool:
    try:
        admit_text(text)
    except TextRefused:
        return False
    return bool(text.strip())


nasty = st.sampled_from(
    ["=1+1", "'quoted", "'=x", "+84", "@you", "-", "\ttab", "a\r\nb", 'say "no"', "＝x", "🚢", "\ufeffmark"]
)
text = (st.text(min_size=1, max_size=20).filter(_is_admissible)) | nasty
row = st.fixed_dictionaries({"source": text, "target": text, "correction": st.none() | text})


def _texts(corpus: Corpus) -> list[tuple[str, str, str]]:
    rows = Translation.objects.filter(segment__article__corpus=corpus).order_by("segment__position")
    return list(rows.values_list("segment__source", "original", "text"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(ExportFormat.CORRECTIONS_CSV),
        Wishes(ExportFormat.CORRECTIONS_CSV, raw=True, bom=True),
        Wishes(ExportFormat.CORRECTIONS_JSONL),
    ],
    ids=lambda wishes: f"{wishes.format}{'-raw' if wishes.raw else ''}",
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(row, min_size=1, max_size=4))
def test_texts_survive_the_way_out_and_in(wishes: Wishes, rows: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        here, there = CorpusFactory.create(), CorpusFactory.create()
        table = [
            {"article": "a", "segment": str(n), "system": "engine"}
            | {name: value for name, value in fields.items() if value is not None}
            for n, fields in enumerate(rows)
        ]
        stored(here, plan_table(here, table))

        exported = "".join(export_corpus(here, wishes, operation=unkeyed()))
        name = f"out{wishes.format.suffix}"
        plan = plan_import(there, read_table(exported.encode(), name=name, format=None))
        store_plan(plan, operation=unkeyed())

        assert _texts(there) == _texts(here)
        assert _texts(here) == [
            (fields["source"], fields["target"], fields["correction"] or fields["target"]) for fields in rows
        ]
        # The other way about, it is recognised as what is stored already.
        again = plan_import(here, read_table(exported.encode(), name=name, format=None))
        assert again.is_empty
        if wishes.format is ExportFormat.CORRECTIONS_CSV and not wishes.raw:
            cells = [cell for line in csv.reader(io.StringIO(exported, newline="")) for cell in line]
            assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n|%＝＋－＠"))]
        transaction.set_rollback(True)
