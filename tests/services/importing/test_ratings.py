"""Ratings are stored beside the texts they judge, once, or refused as a whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from reviewapp.domain.exchange.files import NamedFile
from reviewapp.domain.exchange.incoming import ImportRejected
from reviewapp.domain.exchange.ratings import RatingFormat
from reviewapp.domain.exchange.wmt_esa import ESA_COLUMNS
from reviewapp.domain.exchange.wmt_mqm import MQM_COLUMNS
from reviewapp.models import Article, Assessment, Error, Event, Origin, Segment, Side, Translation
from reviewapp.services.importing.ratings import PROTOCOLS, plan_ratings, read_ratings
from reviewapp.services.importing.store import store_plan
from reviewapp.services.profiles import latest_profile
from tests.factories import ArticleFactory, CorpusFactory, SegmentFactory, SystemFactory, TranslationFactory
from tests.services.acts import row_counts, unkeyed

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from reviewapp.models import Corpus
    from reviewapp.services.importing.plans import Plan

pytestmark = pytest.mark.django_db

MQM = RatingFormat.WMT_MQM
ESA = RatingFormat.WMT_ESA
CLEAN = ("The ferry left 🚢 wharf.", "No-error", "No-error")


def mqm_row(
    target: str = "The ferry left 🚢 <v>wharf</v>.",
    category: str = "Accuracy/Mistranslation",
    severity: str = "Major",
    *,
    number: int = 1,
    rater: str = "lan",
    system: str = "engine",
    source: str = "Phà rời bến.",
) -> str:
    return "\t".join([system, "harbour", str(number), "1", rater, source, target, category, severity, ""])


def mqm(*rows: str) -> NamedFile:
    return NamedFile("talk.tsv", "\n".join(["\t".join(MQM_COLUMNS), *rows]).encode())


def esa(*changes: dict[str, object]) -> NamedFile:
    row: dict[str, object] = {
        "user_id": "lan",
        "system": "engine",
        "line_id": 1,
        "item_type": "TGT",
        "src_lang": "vie",
        "tgt_lang": "eng",
        "score": 80,
        "document_id": "harbour",
        "is_doc": "False",
        "spans_json": "[]",
        "time_start": 10,
        "time_end": 12.5,
        "wave": 2,
    }
    lines = [",".join(ESA_COLUMNS)]
    for change in changes:
        cells = (str((row | change)[name]).replace('"', '""') for name in ESA_COLUMNS)
        lines.append(",".join(f'"{cell}"' for cell in cells))
    return NamedFile("esa.csv", "\n".join(lines).encode())


def spans(*marks: tuple[object, object, str]) -> str:
    return json.dumps(
        [{"start_i": start, "end_i": end, "severity": severity} for start, end, severity in marks]
    )


def planned(corpus: Corpus, file: NamedFile, kind: RatingFormat, **options: Any) -> Plan:
    rated = read_ratings(corpus, file, kind=kind, **options)
    return plan_ratings(corpus, rated, protocol=PROTOCOLS[kind])


def stored(corpus: Corpus, file: NamedFile, kind: RatingFormat, **options: Any) -> Plan:
    plan = planned(corpus, file, kind, **options)
    store_plan(plan, operation=unkeyed())
    return plan


def problems_of(corpus: Corpus, file: NamedFile, kind: RatingFormat) -> list[str]:
    before = row_counts()
    with pytest.raises(ImportRejected) as refused:
        stored(corpus, file, kind)
    assert row_counts() == before
    return [str(problem) for problem in refused.value.problems]


@pytest.fixture
def corpus() -> Corpus:
    """Return a corpus by WMT's profile, without texts."""
    return CorpusFactory.create(profile=latest_profile("wmt"))


@pytest.fixture
def lines(corpus: Corpus) -> Corpus:
    """Return the corpus with an article of one line, and another of two whose first has an emoji."""
    engine = SystemFactory.create(corpus=corpus, name="engine")
    for key, texts in (("mountain", ["It rain."]), ("harbour", ["The ferry left 🚢 wharf.", "Two cranes."])):
        article = ArticleFactory.create(corpus=corpus, key=key, review_system=engine)
        for number, text in enumerate(texts, 1):
            segment = SegmentFactory.create(article=article, key=str(number), source="Phà rời bến.")
            TranslationFactory.create(segment=segment, system=engine, original=text)
    Article.objects.filter(key="mountain").update(position=0)
    Article.objects.filter(key="harbour").update(position=1)
    return corpus


def test_mqm_ratings_bring_their_texts(corpus: Corpus) -> None:
    plan = stored(corpus, mqm(mqm_row(), mqm_row(*CLEAN, rater="minh"), mqm_row(*CLEAN, number=2)), MQM)

    assert plan.counts.as_words() == [
        "1 article",
        "1 system",
        "2 segments",
        "2 translations",
        "3 assessments",
        "1 error",
    ]
    error = Error.objects.get()
    assert (error.start, error.end, error.marked_text) == (17, 22, "wharf")
    assert (error.category_path, error.severity, error.side) == ("accuracy/mistranslation", "major", "target")
    assert (error.origin, error.author, error.text_number) == (Origin.IMPORT, None, 1)
    assert error.assessment is not None
    assert (error.assessment.rater, error.assessment.score) == ("lan", None)
    assert error.assessment.translation == error.translation
    assert error.created_at == error.assessment.created_at == unkeyed().at
    assert Event.objects.get().details["created"][-2:] == ["3 assessments", "1 error"]


def test_ratings_meet_texts_that_were_imported_before(lines: Corpus) -> None:
    plan = stored(lines, mqm(mqm_row()), MQM)

    assert plan.counts.as_words() == ["1 assessment", "1 error"]
    assert Translation.objects.count() == 3


def test_imported_twice_they_are_stored_once(corpus: Corpus) -> None:
    file = mqm(mqm_row(), mqm_row(*CLEAN, rater="minh"))
    stored(corpus, file, MQM)
    before = row_counts()

    again = stored(corpus, file, MQM)

    assert again.is_empty
    assert row_counts() == before
    assert str(again.skipped[-1].reason) == (
        "what minh said of segment 1 of article harbour by engine is stored already"
    )


def test_another_rater_is_added_to_what_is_stored(corpus: Corpus) -> None:
    stored(corpus, mqm(mqm_row()), MQM)

    assert stored(corpus, mqm(mqm_row(rater="minh")), MQM).counts.as_words() == ["1 assessment", "1 error"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (mqm_row(*CLEAN), "is stored with other errors"),
        (mqm_row(severity="Minor"), "is stored with other errors"),
        (mqm_row(category="Other"), "is stored with other errors"),
        (mqm_row("The ferry <v>left</v> 🚢 wharf."), "is stored with other errors"),
        (mqm_row("The ferry has left."), "system engine is stored with another text"),
        (mqm_row(source="Tàu rời bến."), "its source differs from the stored one"),
    ],
)
def test_what_contradicts_the_store_is_refused_by_its_line(corpus: Corpus, row: str, problem: str) -> None:
    stored(corpus, mqm(mqm_row()), MQM)

    (told,) = problems_of(corpus, mqm(mqm_row(*CLEAN, number=2), row), MQM)

    assert told.startswith("talk.tsv, line 3: ")
    assert told.endswith(problem)


def test_a_profile_without_the_categories_is_refused_with_what_to_do() -> None:
    corpus = CorpusFactory.create()
    rows = [mqm_row(category=path) for path in ("Fluency/Punctuation", "Other", "Accuracy/Mistranslation")]

    (told,) = problems_of(corpus, mqm(*rows), MQM)
    assert told == (
        "talk.tsv, line 2: the profile News (version 1) of this corpus has no category fluency/punctuation, other; "
        "make the corpus with create_corpus --profile wmt, or choose a profile with these categories for it in "
        "the admin"
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (mqm_row(category="Weather"), "'Weather' is no category of the WMT hierarchy"),
        (mqm_row(severity="Dire"), "'Dire' is no severity of the WMT files"),
    ],
)
def test_unknown_words_are_refused(corpus: Corpus, row: str, problem: str) -> None:
    assert problems_of(corpus, mqm(row), MQM) == [f"talk.tsv, line 2: {problem}"]


def test_a_severity_that_the_profile_does_not_offer_is_refused(corpus: Corpus) -> None:
    corpus.profile.severities.filter(severity="major").delete()

    assert problems_of(corpus, mqm(mqm_row()), MQM) == [
        "talk.tsv, line 2: the profile WMT metrics task (version 1) has no severity major"
    ]


def test_esa_ratings_find_their_texts_by_the_line(lines: Corpus) -> None:
    marks = spans((18, 22, "minor"), ("missing", "missing", "major"))
    plan = stored(
        lines, esa({"spans_json": marks}, {"line_id": 0, "document_id": "mountain", "score": 33}), ESA
    )

    assert plan.counts.as_words() == ["2 assessments", "2 errors"]
    assessment = Assessment.objects.get(score=80)
    assert assessment.translation.original == "The ferry left 🚢 wharf."
    assert (assessment.rater, assessment.campaign, assessment.occasion) == ("lan", "wave 2", 1)
    assert assessment.seconds == 2.5
    placed, missing = assessment.errors.order_by("pk")
    # The emoji is one character here and two in the browser that counted.
    assert (placed.start, placed.end, placed.marked_text) == (17, 22, "wharf")
    assert (placed.category, placed.side) == (None, Side.TARGET.value)
    assert (missing.start, missing.end, missing.marked_text) == (None, None, "")
    assert (missing.side, missing.severity) == (Side.SOURCE.value, "major")
    assert Assessment.objects.get(score=33).translation.original == "It rain."


def test_half_an_emoji_is_kept_whole(lines: Corpus) -> None:
    stored(lines, esa({"spans_json": spans((16, 16, "minor"))}), ESA)

    assert Error.objects.get().marked_text == "🚢"


def test_the_second_judgement_of_one_text_is_kept_apart(lines: Corpus) -> None:
    file = esa({}, {"score": 75}, {"wave": 3})
    stored(lines, file, ESA)

    assert stored(lines, file, ESA).is_empty
    said = Assessment.objects.values_list("campaign", "occasion", "score")
    assert set(said) == {("wave 2", 1, 80.0), ("wave 2", 2, 75.0), ("wave 3", 1, 80.0)}


@pytest.mark.parametrize("change", [{"score": 81}, {"time_end": 13}])
def test_another_score_or_time_of_the_same_judgement_is_refused(
    lines: Corpus, change: dict[str, object]
) -> None:
    stored(lines, esa({}), ESA)

    (told,) = problems_of(lines, esa(change), ESA)

    assert told == (
        "esa.csv, line 2: what lan said of segment 1 of article harbour by engine is stored with another "
        "score or time"
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"system": "other"}, "the corpus has no system other; import its texts first: import_lines --system other=FILE"),
        ({"system": "late"}, "segment 1 of article harbour has no translation by late here"),
        ({"line_id": 3}, "line_id 3 is beyond the 3 lines that the corpus has"),
        ({"line_id": 0}, 'line_id 0 is a line of article "mountain" here, not of "harbour"'),
        ({"spans_json": spans((0, 24, "minor"))}, "the span 0-25 is no stretch of a text of 24 utf-16 units"),
        ({"tgt_lang": "ces"}, 'tgt_lang is "ces", but the corpus has en'),
    ],
)  # fmt: skip
def test_ratings_that_have_no_place_are_refused_by_their_line(
    lines: Corpus, change: dict[str, object], problem: str
) -> None:
    SystemFactory.create(corpus=lines, name="late")

    assert problems_of(lines, esa({"line_id": 2}, change, change), ESA)[0] == f"esa.csv, line 3: {problem}"


def test_lines_cannot_be_counted_through_articles_that_were_numbered_otherwise(lines: Corpus) -> None:
    Segment.objects.filter(article__key="mountain").update(key="p1.s1")
    articles = NamedFile("docs.tsv", b"news\tmountain\nnews\tharbour\nnews\tharbour\n")

    assert problems_of(lines, esa({}), ESA) == [
        "esa.csv: article mountain here is not numbered by lines; --articles FILE says which line is whose"
    ]
    assert stored(lines, esa({}), ESA, articles=articles).counts.assessments == 1


def test_esa_ratings_need_the_texts_first(corpus: Corpus) -> None:
    assert problems_of(corpus, esa({}), ESA) == [
        "esa.csv: the corpus has no lines yet; import_lines brings the texts"
    ]


def test_lines_that_were_left_out_as_blank_are_counted(lines: Corpus) -> None:
    Segment.objects.filter(article__key="harbour", key="2").update(key="3")

    assert stored(lines, esa({"line_id": 3}), ESA).assessments[0].translation.original == "Two cranes."
    assert "has no translation" in problems_of(lines, esa({"line_id": 2}), ESA)[0]


def test_types_of_spans_are_read_where_esa_has_them(lines: Corpus) -> None:
    mark = {"start_i": 0, "end_i": 2, "severity": "minor", "error_type": ["Fluency", "Grammar"]}
    stored(lines, esa({"spans_json": json.dumps([mark])}), ESA)

    assert Error.objects.get().category_path == "fluency/grammar"
    told = problems_of(
        lines, esa({"spans_json": json.dumps([mark | {"error_type": "no-error"}]), "wave": 9}), ESA
    )
    assert "has no category no-error" in told[0]


def test_more_ratings_cost_no_more_queries(
    corpus: Corpus, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    file = mqm(*(mqm_row(number=number) for number in range(1, 60)))

    with django_assert_max_num_queries(20):
        planned(corpus, file, MQM)
    stored(corpus, file, MQM)
    with django_assert_max_num_queries(20):
        planned(corpus, file, MQM)
