"""Tables and aligned lines into a corpus: what is stored, skipped and refused."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

import pytest

from reviewapp.domain.exchange.incoming import ImportRejected
from reviewapp.domain.workflow.states import ArticleStatus, TranslationStatus
from reviewapp.models import (
    Action,
    Article,
    Event,
    Reference,
    Revision,
    RevisionKind,
    Segment,
    System,
    Translation,
)
from reviewapp.services.importing.plans import Counts, report_of
from reviewapp.services.importing.reading import read_files
from reviewapp.services.importing.store import CorpusMovedOn, store_plan
from reviewapp.services.reviewing import save_correction
from tests.services.acts import by, row_counts
from tests.services.importing.files import plan_lines, plan_table, stored

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db

SOURCE = "Phà rời bến.\nTrời mưa.\nBến đóng cửa.\n"
ENGINE = "The ferry leaves.\nIt rain.\nThe pier close.\n"
ROW = {"article": "a", "segment": "1", "source": "Trời mưa.", "target": "It rain.", "system": "engine"}


def test_aligned_lines_become_articles_in_order(cast: Cast) -> None:
    plan = plan_lines(
        cast.corpus,
        SOURCE,
        {"engine": ENGINE, "other": "\nRain.\nShut.\n"},
        {"human": "A ferry sails.\n\nThe pier shuts.\n"},
        "x pier\ny rain\nx pier\n".replace("x ", "").replace("y ", ""),
    )

    assert plan.counts == Counts(articles=2, systems=2, segments=3, translations=6, references=2)
    stored(cast.corpus, plan)

    assert [(a.key, a.position) for a in Article.objects.order_by("position")] == [("pier", 0), ("rain", 1)]
    pier = Article.objects.get(key="pier")
    assert [(s.position, s.key, s.source) for s in pier.segments.all()] == [
        (1, "1", "Phà rời bến."),
        (2, "2", "Bến đóng cửa."),
    ]
    assert pier.review_system == System.objects.get(name="engine")
    assert pier.status == ArticleStatus.IMPORTED
    omitted = Translation.objects.get(system__name="other", segment__source="Phà rời bến.")
    assert (omitted.original, omitted.text, omitted.version) == ("", "", 1)
    assert list(Reference.objects.values_list("text", flat=True)) == ["A ferry sails.", "The pier shuts."]
    event = Event.objects.get()
    assert event.action == Action.IMPORTED
    assert event.details["created"] == [
        "2 articles",
        "2 systems",
        "3 segments",
        "6 translations",
        "2 references",
    ]


def test_the_same_lines_twice_add_nothing_and_say_so(cast: Cast) -> None:
    stored(cast.corpus, plan_lines(cast.corpus, SOURCE, {"engine": ENGINE}))
    before = row_counts()

    again = stored(cast.corpus, plan_lines(cast.corpus, SOURCE, {"engine": ENGINE}))

    assert again.is_empty
    assert row_counts() == before
    assert [(skip.line, skip.reason) for skip in again.skipped] == [
        (line, f"segment {line} of article harbour is stored already") for line in (1, 2, 3)
    ]


def test_a_dry_run_plans_what_would_be_stored_and_stores_nothing(cast: Cast) -> None:
    before = row_counts()

    plan = plan_lines(cast.corpus, SOURCE, {"engine": ENGINE})

    assert plan.counts == Counts(articles=1, systems=1, segments=3, translations=3)
    assert row_counts() == before


def test_another_system_and_another_reference_join_the_segments(cast: Cast) -> None:
    stored(cast.corpus, plan_lines(cast.corpus, SOURCE, {"engine": ENGINE}))

    plan = plan_lines(cast.corpus, SOURCE, {"second": "A.\nB.\nC.\n"}, {"human": "D.\nE.\nF.\n"})
    assert plan.counts == Counts(systems=1, translations=3, references=3)
    stored(cast.corpus, plan)

    assert Article.objects.get().review_system == System.objects.get(name="engine")
    assert Segment.objects.count() == 3


def test_more_segments_of_a_stored_article_go_behind_the_others(cast: Cast) -> None:
    stored(cast.corpus, plan_table(cast.corpus, [ROW]))

    plan = stored(
        cast.corpus, plan_table(cast.corpus, [ROW, ROW | {"segment": "9", "target": "It still rain."}])
    )

    assert plan.counts == Counts(segments=1, translations=1)
    assert list(Segment.objects.values_list("position", "key")) == [(1, "1"), (2, "9")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source": "Trời nắng."}, "its source differs from the stored one"),
        ({"target": "It rains."}, "system engine is stored with another text"),
        ({"reference": "Rain.", "reference_name": "human"}, "reference human is stored with another text"),
    ],
)
def test_a_file_that_contradicts_what_is_stored_is_refused_whole(
    cast: Cast, change: dict[str, str], reason: str
) -> None:
    first = ROW | {"reference": "It is raining.", "reference_name": "human"}
    stored(cast.corpus, plan_table(cast.corpus, [first]))
    before = row_counts()
    fine = ROW | {"article": "b", "target": "New."}

    with pytest.raises(ImportRejected) as refused:
        stored(cast.corpus, plan_table(cast.corpus, [fine, first | change]))

    (problem,) = refused.value.problems
    assert (problem.line, problem.reason) == (2, f"segment 1 of article a: {reason}")
    assert row_counts() == before


def test_every_contradiction_is_named_with_its_line(cast: Cast) -> None:
    rows = [ROW | {"segment": str(number)} for number in range(1, 5)]
    stored(cast.corpus, plan_table(cast.corpus, rows))

    with pytest.raises(ImportRejected) as refused:
        plan_table(cast.corpus, [row | {"target": "Other."} for row in rows])

    assert [problem.line for problem in refused.value.problems] == [1, 2, 3, 4]


def test_an_article_without_a_translation_adopts_the_first_system_it_meets(cast: Cast) -> None:
    article = Article.objects.create(corpus=cast.corpus, key="a", title="Rain")
    Segment.objects.create(article=article, key="1", position=1, source="Trời mưa.")

    stored(cast.corpus, plan_table(cast.corpus, [ROW]))

    assert Article.objects.get().review_system == System.objects.get(name="engine")


def test_post_edits_come_in_as_decided_sentences(cast: Cast) -> None:
    rows = [ROW | {"correction": "It rains."}, ROW | {"segment": "2", "correction": "It rain."}]

    plan = stored(cast.corpus, plan_table(cast.corpus, rows))

    # The second correction is the machine's own text: nobody changed it.
    assert plan.counts.corrections == 1
    corrected = Translation.objects.get(segment__key="1")
    assert (corrected.text, corrected.original) == ("It rains.", "It rain.")
    assert (corrected.status, corrected.version, corrected.text_number) == (TranslationStatus.CORRECTED, 2, 2)
    revision = Revision.objects.get()
    assert (revision.number, revision.kind, revision.text) == (2, RevisionKind.IMPORT, "It rains.")
    assert Translation.objects.get(segment__key="2").status == TranslationStatus.OPEN
    assert Article.objects.get().status == ArticleStatus.IN_REVIEW


def test_post_edits_of_stored_sentences_come_in_once(cast: Cast) -> None:
    stored(cast.corpus, plan_table(cast.corpus, [ROW]))
    corrected = ROW | {"correction": "It rains."}

    plan = stored(cast.corpus, plan_table(cast.corpus, [corrected]))
    assert plan.counts == Counts(corrections=1)
    assert stored(cast.corpus, plan_table(cast.corpus, [corrected])).is_empty

    assert Translation.objects.get().text == "It rains."


def test_a_post_edit_of_a_sentence_reviewed_here_is_refused(cast: Cast) -> None:
    stored(cast.corpus, plan_table(cast.corpus, [ROW]))
    save_correction(
        Translation.objects.get(), text="Rain falls.", seen_version=1, operation=by(cast.colleague)
    )
    before = row_counts()

    with pytest.raises(ImportRejected, match="system engine has been reviewed here in another way"):
        plan_table(cast.corpus, [ROW | {"correction": "It rains."}])

    assert row_counts() == before
    assert Translation.objects.get().text == "Rain falls."


def test_storing_is_all_or_nothing(cast: Cast) -> None:
    """Break the last row of a plan: none of the others may stay."""
    plan = plan_table(cast.corpus, [ROW, ROW | {"segment": "2"}])
    plan.segments[-1].position = 1
    before = row_counts()

    with pytest.raises(CorpusMovedOn):
        store_plan(plan, operation=by(cast.owner))

    assert row_counts() == before


def test_articles_of_other_corpora_are_not_touched(cast: Cast) -> None:
    from tests.factories import CorpusFactory  # noqa: PLC0415  (used here only)

    other = CorpusFactory.create()
    stored(other, plan_table(other, [ROW]))

    plan = stored(cast.corpus, plan_table(cast.corpus, [ROW | {"target": "Something else."}]))

    assert plan.counts == Counts(articles=1, systems=1, segments=1, translations=1)


def test_comparing_costs_the_same_number_of_queries_however_large_the_file(
    cast: Cast, django_assert_num_queries: object
) -> None:
    rows = [ROW | {"article": str(number), "segment": "1"} for number in range(30)]
    stored(cast.corpus, plan_table(cast.corpus, rows))

    with django_assert_num_queries(6):  # type: ignore[operator]
        plan_table(cast.corpus, rows[:3])
    with django_assert_num_queries(6):  # type: ignore[operator]
        plan_table(cast.corpus, rows)


def test_a_report_is_in_words_and_bounded(cast: Cast) -> None:
    rows = [ROW | {"segment": str(number)} for number in range(250)]
    stored(cast.corpus, plan_table(cast.corpus, rows))

    report = report_of(plan_table(cast.corpus, [*rows, ROW | {"segment": "new"}]))

    assert report["created"] == ["1 segment", "1 translation"]
    assert report["skipped_count"] == 250
    assert isinstance(report["skipped"], list)
    assert len(report["skipped"]) == 200


def test_files_are_read_under_their_bare_names(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"pier")

    (file,) = read_files([tmp_path / "a.txt"], limit=4)

    assert (file.name, file.data) == ("a.txt", b"pier")


def test_all_files_that_cannot_be_read_are_named_without_their_folders(tmp_path: pathlib.Path) -> None:
    (tmp_path / "large.txt").write_bytes(b"piers")
    (tmp_path / "folder").mkdir()

    with pytest.raises(ImportRejected) as refused:
        read_files([tmp_path / "large.txt", tmp_path / "gone.txt", tmp_path / "folder"], limit=4)

    assert [(problem.file, problem.reason) for problem in refused.value.problems] == [
        ("large.txt", "is larger than 4 bytes"),
        ("gone.txt", "cannot be read: No such file or directory"),
        ("folder", "is larger than 4 bytes"),
    ]
    assert str(tmp_path) not in str(refused.value)


def test_a_closed_article_takes_no_further_segment(cast: Cast) -> None:
    stored(cast.corpus, plan_table(cast.corpus, [ROW]))
    Article.objects.update(status="signed-off")

    with pytest.raises(ImportRejected, match="closed"):
        plan_table(cast.corpus, [ROW, ROW | {"segment": "2"}])


def test_what_was_decided_after_the_plan_is_not_overwritten(cast: Cast) -> None:
    stored(cast.corpus, plan_table(cast.corpus, [ROW]))
    plan = plan_table(cast.corpus, [ROW | {"correction": "A better text."}])
    Translation.objects.update(version=2, status="accepted")
    before = row_counts()

    with pytest.raises(CorpusMovedOn):
        store_plan(plan, operation=by(cast.owner))

    assert row_counts() == before
    assert Translation.objects.get().status == "accepted"
