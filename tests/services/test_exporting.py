"""Taking data out: which rows, which columns, and what is recorded."""

from __future__ import annotations

import csv
import datetime
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from reviewapp.domain.exchange.corrections_csv import CORRECTION_COLUMNS
from reviewapp.domain.exchange.errors_csv import ERROR_COLUMNS
from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import Action, Article, Error, Event, Translation
from reviewapp.queries.exports import ExportFilter
from reviewapp.services.exporting import ExportFormat, Wishes, export_corpus
from reviewapp.services.operations import Operation
from reviewapp.services.reviewing import accept_translation, ask_for_discussion, restore_text, save_correction
from reviewapp.services.scoring.corpus import score_corpus
from reviewapp.services.scoring.measures import yardsticks_for
from tests.factories import (
    NOON,
    ArticleFactory,
    ErrorFactory,
    ReferenceFactory,
    SystemFactory,
    TranslationFactory,
    make_sentence,
)
from tests.services.acts import by, unkeyed

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
FIXED = "The first ferry leaves the pier at six."
CORRECTIONS, ERRORS = Wishes(ExportFormat.CORRECTIONS_CSV), Wishes(ExportFormat.ERRORS_CSV)


def rows(cast: Cast, wishes: Wishes = CORRECTIONS, **chosen: Any) -> list[dict[str, str]]:
    pieces = export_corpus(cast.corpus, wishes, chosen=ExportFilter(**chosen), operation=unkeyed(cast.owner))
    text = "".join(pieces)
    if wishes.format.value.endswith("jsonl"):
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.fixture
def reviewed(cast: Cast, article: Article) -> Article:
    """Return the article with a corrected sentence, one that waits, and an error in each."""
    first, second = Translation.objects.of_article(article.pk)
    ErrorFactory.create(translation=first, author=cast.colleague, severity="major", note="Which?")
    ErrorFactory.create(translation=first, author=cast.colleague, removed_at=NOON)
    save_correction(first, text=FIXED, seen_version=1, operation=by(cast.colleague), seconds_active=7.5)
    ErrorFactory.create(
        translation=second, start=None, end=None, marked_text="", author=None, origin="import"
    )
    return article


def test_a_corrected_sentence_has_every_column(cast: Cast, reviewed: Article) -> None:
    ReferenceFactory.create(segment=reviewed.segments.all()[0])
    metrics = (MetricName.BLEU, MetricName.CHRF, MetricName.HTER)
    score_corpus(
        cast.corpus, yardsticks_for(cast.corpus, metrics).ready, report=lambda done, total: True, processes=1
    )

    first, second = rows(cast)

    assert tuple(first) == CORRECTION_COLUMNS
    expected = {
        "corpus": "harbour-news",
        "article_id": reviewed.key,
        "article_title": reviewed.title,
        "segment_no": "1",
        "src_lang": "vi",
        "tgt_lang": "en",
        "mt_original": "The first ferry left wharf at 6 hours.",
        "correction": FIXED,
        "status": "corrected",
        "editor": "colleague",
        "decided_at": NOON.isoformat(),
        "seconds_active": "7.5",
        "error_count": "1",
        "worst_severity": "major",
        "cell_guard": "apostrophe",
    }
    assert {name: first[name] for name in expected} == expected
    assert 0 < float(first["hter"]) <= 1
    assert 0 < float(first["chrf"]) < 100
    assert first["ter"] == ""
    assert "eff:yes" in first["sacrebleu_signature"]
    assert (first["word_edits"], second["word_edits"]) == ("5", "")
    (stated,) = json.loads(first["errors_json"])
    assert (stated["marked_text"], stated["start"], stated["end"]) == ("wharf", 21, 26)
    assert (second["correction"], second["editor"], second["status"]) == ("", "", "open")
    assert (second["hter"], second["chrf"]) == ("", "")


def test_a_restored_machine_text_stays_a_decision(cast: Cast, reviewed: Article) -> None:
    row = Translation.objects.of_article(reviewed.pk)[0]
    restore_text(row, number=1, seen_version=2, operation=by(cast.chief))

    first, _ = rows(cast)

    assert (first["correction"], first["status"], first["word_edits"]) == (
        first["mt_original"],
        "accepted",
        "0",
    )


def test_a_question_is_the_comment_while_it_stands(cast: Cast, article: Article) -> None:
    first, second = Translation.objects.of_article(article.pk)
    ask_for_discussion(first, reason="Which pier?", seen_version=1, operation=by(cast.colleague))
    ask_for_discussion(second, reason="Solved.", seen_version=1, operation=by(cast.colleague))
    second.refresh_from_db()
    accept_translation(second, seen_version=2, operation=by(cast.colleague))

    assert [row["comment"] for row in rows(cast)] == ["Which pier?", ""]


def test_errors_are_a_row_each(cast: Cast, reviewed: Article) -> None:
    first, second = rows(cast, ERRORS)

    assert tuple(first) == ERROR_COLUMNS
    assert (first["marked_text"], first["start"], first["end"], first["side"]) == (
        "wharf",
        "21",
        "26",
        "target",
    )
    assert (first["severity"], first["weight"], first["rater"], first["reason"]) == (
        "major",
        "5.0",
        "colleague",
        "Which?",
    )
    assert (first["resolution"], first["origin"], first["correction"]) == ("corrected", "human", FIXED)
    assert (second["start"], second["end"], second["rater"], second["resolution"]) == ("", "", "", "open")
    assert Error.objects.count() == 3


@pytest.mark.parametrize("shape", [ExportFormat.CORRECTIONS_JSONL, ExportFormat.ERRORS_JSONL])
def test_json_lines_say_the_same(cast: Cast, reviewed: Article, shape: ExportFormat) -> None:
    found = rows(cast, Wishes(shape))

    assert len(found) == 2
    assert found[0]["correction"] == FIXED
    assert found[1]["correction"] is None


def test_each_filter_keeps_its_rows(cast: Cast, reviewed: Article) -> None:
    system = SystemFactory.create(corpus=cast.corpus, name="other")
    TranslationFactory.create(segment=reviewed.segments.all()[0], system=system, original="Other.")
    later = ArticleFactory.create(corpus=cast.corpus, review_system=system)
    accepted = make_sentence(later, "The pier is open.")
    tomorrow = NOON + datetime.timedelta(days=1)
    accept_translation(accepted, seen_version=1, operation=Operation(actor=cast.chief, at=tomorrow))
    day, next_day = NOON.date(), tomorrow.date()

    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["The f", "Other", "It ra", "The p"]),
        ({"systems": [system.pk]}, ["Other", "The p"]),
        ({"articles": [later.pk]}, ["The p"]),
        ({"statuses": [TranslationStatus.CORRECTED]}, ["The f"]),
        ({"statuses": [TranslationStatus.OPEN, TranslationStatus.ACCEPTED]}, ["Other", "It ra", "The p"]),
        ({"editor": cast.chief.pk}, ["The p"]),
        ({"since": day, "until": day}, ["The f"]),
        ({"since": next_day}, ["The p"]),
        ({"until": day}, ["The f"]),
        ({"until": day - datetime.timedelta(days=1)}, []),
        ({"editor": cast.reader.pk}, []),
        ({"editor": cast.chief.pk, "articles": [reviewed.pk]}, []),
    ]
    for chosen, beginnings in cases:
        found = sorted(row["mt_original"][:5] for row in rows(cast, **chosen))
        assert found == sorted(beginnings), chosen


def test_withdrawn_articles_and_other_corpora_stay_in(cast: Cast, reviewed: Article) -> None:
    TranslationFactory.create()
    Article.objects.filter(pk=reviewed.pk).update(withdrawn_at=NOON)

    assert rows(cast) == []
    assert rows(cast, ERRORS) == []


def test_formulas_are_guarded_unless_asked_for_raw(cast: Cast) -> None:
    make_sentence(ArticleFactory.create(corpus=cast.corpus), "=1+1", source="'quoted")

    (guarded,) = rows(cast)
    (raw,) = rows(cast, Wishes(ExportFormat.CORRECTIONS_CSV, raw=True))

    assert (guarded["mt_original"], guarded["source"], guarded["cell_guard"]) == (
        "'=1+1",
        "''quoted",
        "apostrophe",
    )
    assert (raw["mt_original"], raw["source"], raw["cell_guard"]) == ("=1+1", "'quoted", "none")


@pytest.mark.parametrize("shape", [ExportFormat.CORRECTIONS_CSV, ExportFormat.ERRORS_CSV])
@pytest.mark.parametrize("bom", [True, False])
def test_excel_gets_its_mark(cast: Cast, reviewed: Article, shape: ExportFormat, bom: bool) -> None:
    text = "".join(export_corpus(cast.corpus, Wishes(shape, bom=bom), operation=unkeyed()))

    assert text.startswith("\ufeff") == bom


def test_taking_data_out_is_recorded(cast: Cast) -> None:
    rows(cast)

    event = Event.objects.get()
    assert (event.action, event.actor, event.details["format"]) == (
        Action.EXPORTED,
        cast.owner,
        "corrections-csv",
    )


@pytest.mark.parametrize(
    ("shape", "label", "suffix"),
    [
        (ExportFormat.CORRECTIONS_CSV, "Corrections, CSV", ".csv"),
        (ExportFormat.ERRORS_JSONL, "Errors, JSON Lines", ".jsonl"),
    ],
)
def test_names_of_formats(shape: ExportFormat, label: str, suffix: str) -> None:
    assert (shape.label, shape.suffix) == (label, suffix)
