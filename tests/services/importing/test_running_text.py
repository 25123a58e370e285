"""Articles as running text: split, aligned, joined by further systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reviewapp.domain.alignment.beads import Bead
from reviewapp.domain.exchange.incoming import ImportRejected
from reviewapp.domain.text.normalisation import nfc
from reviewapp.models import Article, Reference, Segment, System, Translation
from reviewapp.services.importing import running_text
from reviewapp.services.importing.plans import Counts
from reviewapp.services.reviewing import accept_translation
from tests.factories import AssessmentFactory
from tests.services.acts import by, row_counts
from tests.services.importing.files import plan_article, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.conftest import Cast

pytestmark = pytest.mark.django_db

SOURCE = "Phà trở lại\n\nChuyến phà rời bến lúc 6 giờ. Trời mưa to. Bến Cũ đóng cửa."
TARGET = "Ferry returns\n\nThe ferry left at 6 hours. It rain big. The Old Pier closed."
SENTENCES = ["Ferry returns", "The ferry left at 6 hours.", "It rain big.", "The Old Pier closed."]


@pytest.fixture
def aligned(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sequence[tuple[int, int]]], None]:
    """Let the next alignments have these shapes (source sentences, target sentences), whatever the texts."""

    def set_shapes(shapes: Sequence[tuple[int, int]]) -> None:
        beads, source, target = [], 0, 0
        for n, m in shapes:
            beads.append(Bead((source, source + n), (target, target + m)))
            source, target = source + n, target + m
        monkeypatch.setattr(running_text, "align_sentences", lambda *_, **__: tuple(beads))

    return set_shapes


def texts(name: str) -> list[str]:
    return list(
        Translation.objects.filter(system__name=name)
        .order_by("segment__position")
        .values_list("original", flat=True)
    )


def sources() -> list[str]:
    return list(Segment.objects.values_list("source", flat=True))


def test_an_article_without_a_source_is_reviewable(cast: Cast) -> None:
    plan = stored(cast.corpus, plan_article(cast.corpus, TARGET))

    assert plan.counts == Counts(articles=1, systems=1, segments=4, translations=4)
    article = Article.objects.get()
    assert (article.title, article.review_system) == ("Ferry returns", System.objects.get(name="MT"))
    assert texts("MT") == SENTENCES
    assert sources() == [""] * 4
    assert list(Segment.objects.values_list("is_headline", flat=True)) == [True, False, False, False]
    assert list(Segment.objects.values_list("paragraph", flat=True)) == [0, 1, 1, 1]


def test_source_translation_and_reference_stand_side_by_side(cast: Cast) -> None:
    reference = "The ferry is back\n\nThe ferry sailed at 6. It rained hard. The Old Pier shut."

    plan = stored(
        cast.corpus, plan_article(cast.corpus, TARGET, source=SOURCE, reference=reference, title="Phà")
    )

    assert plan.counts == Counts(articles=1, systems=1, segments=4, translations=4, references=4)
    assert Article.objects.get().title == "Phà"
    assert sources()[1] == "Chuyến phà rời bến lúc 6 giờ."
    assert texts("MT") == SENTENCES
    assert list(Reference.objects.order_by("segment__position").values_list("text", flat=True))[3] == (
        "The Old Pier shut."
    )


@pytest.mark.parametrize("with_source", [True, False])
def test_the_same_files_twice_add_nothing(cast: Cast, with_source: bool) -> None:
    source = SOURCE if with_source else None
    stored(cast.corpus, plan_article(cast.corpus, TARGET, source=source))
    before = row_counts()

    again = stored(cast.corpus, plan_article(cast.corpus, TARGET, source=source))

    assert again.is_empty
    assert [skip.reason for skip in again.skipped] == ["the article “Ferry returns” is stored already"]
    assert row_counts() == before


def test_an_article_is_known_again_whatever_form_its_accents_have(cast: Cast) -> None:
    import unicodedata  # noqa: PLC0415  (used here only)

    stored(cast.corpus, plan_article(cast.corpus, TARGET, source=unicodedata.normalize("NFD", SOURCE)))

    assert plan_article(cast.corpus, TARGET, source=SOURCE).is_empty
    # The stored text keeps its bytes.
    assert sources()[1] != nfc(sources()[1])


def test_a_system_aligned_otherwise_makes_the_segments_coarser(
    cast: Cast, aligned: Callable[[Sequence[tuple[int, int]]], None]
) -> None:
    aligned([(1, 1), (1, 1), (1, 1), (1, 1)])
    stored(cast.corpus, plan_article(cast.corpus, TARGET, source=SOURCE))
    first = Article.objects.get()

    aligned([(1, 1), (2, 1), (1, 2)])
    second = "Ferry is back\n\nThe ferry left at six in the rain. The pier closed. It was old."
    stored(cast.corpus, plan_article(cast.corpus, second, source=SOURCE, system="other"))

    assert Article.objects.get() == first
    assert sources() == ["Phà trở lại", "Chuyến phà rời bến lúc 6 giờ. Trời mưa to.", "Bến Cũ đóng cửa."]
    assert texts("MT") == ["Ferry returns", "The ferry left at 6 hours. It rain big.", "The Old Pier closed."]
    assert texts("other") == [
        "Ferry is back",
        "The ferry left at six in the rain.",
        "The pier closed. It was old.",
    ]
    assert list(Segment.objects.values_list("source_sentences", flat=True)) == [1, 2, 1]
    assert list(Segment.objects.values_list("position", "key")) == [(1, "1"), (2, "2"), (3, "3")]


def test_omissions_and_additions_are_segments_with_an_empty_side(
    cast: Cast, aligned: Callable[[Sequence[tuple[int, int]]], None]
) -> None:
    aligned([(1, 1), (1, 0), (1, 1), (0, 1), (1, 1)])

    stored(cast.corpus, plan_article(cast.corpus, TARGET, source=SOURCE, system="loose"))

    assert list(zip(sources(), texts("loose"), strict=True)) == [
        ("Phà trở lại", "Ferry returns"),
        ("Chuyến phà rời bến lúc 6 giờ.", ""),
        ("Trời mưa to.", "The ferry left at 6 hours."),
        ("", "It rain big."),
        ("Bến Cũ đóng cửa.", "The Old Pier closed."),
    ]
    assert list(Segment.objects.values_list("source_sentences", flat=True)) == [1, 1, 1, 0, 1]


def _work_on(cast: Cast) -> None:
    accept_translation(
        Translation.objects.get(system__name="MT", segment__position=1),
        seen_version=1,
        operation=by(cast.chief),
    )


def test_a_system_that_fits_joins_an_article_somebody_has_worked_on(
    cast: Cast, aligned: Callable[[Sequence[tuple[int, int]]], None]
) -> None:
    aligned([(1, 1)] * 4)
    stored(cast.corpus, plan_article(cast.corpus, TARGET, source=SOURCE))
    _work_on(cast)
    kept = list(Segment.objects.values_list("pk", flat=True))

    # Two sentences for one, and an addition that joins the segment before it.
    aligned([(1, 1), (1, 2), (0, 1), (1, 1), (1, 0)])
    second = "Back\n\nIt left. At six. So they say. It rained."
    plan = stored(cast.corpus, plan_article(cast.corpus, second, source=SOURCE, system="other"))

    assert plan.counts == Counts(systems=1, translations=4)
    assert list(Segment.objects.values_list("pk", flat=True)) == kept
    assert texts("other") == ["Back", "It left. At six. So they say.", "It rained.", ""]
    assert Translation.objects.get(system__name="MT", segment__position=1).version == 2


def test_a_system_that_does_not_fit_is_refused_with_the_place(
    cast: Cast, aligned: Callable[[Sequence[tuple[int, int]]], None]
) -> None:
    aligned([(1, 1)] * 4)
    stored(cast.corpus, plan_article(cast.corpus, TARGET, source=SOURCE))
    _work_on(cast)
    before = row_counts()

    aligned([(1, 1), (2, 1), (1, 1)])
    with pytest.raises(
        ImportRejected, match=r"aligned across segments 2 and 3.*import it into another corpus"
    ):
        plan_article(cast.corpus, "Back\n\nIt left in rain. Closed.", source=SOURCE, system="other")

    assert row_counts() == before


def test_an_article_that_somebody_rated_keeps_its_segments(
    cast: Cast, aligned: Callable[[Sequence[tuple[int, int]]], None]
) -> None:
    aligned([(1, 1)] * 4)
    stored(cast.corpus, plan_article(cast.corpus, TARGET, source=SOURCE))
    AssessmentFactory.create(translation=Translation.objects.all()[0])

    aligned([(1, 1), (2, 1), (1, 1)])
    with pytest.raises(ImportRejected, match="aligned across segments 2 and 3"):
        plan_article(cast.corpus, "Back\n\nIt left in rain. Closed.", source=SOURCE, system="other")


@pytest.mark.parametrize("is_touched", [False, True])
def test_another_text_under_a_stored_name_is_refused(cast: Cast, is_touched: bool) -> None:
    stored(cast.corpus, plan_article(cast.corpus, TARGET, source=SOURCE))
    if is_touched:
        _work_on(cast)
    before = row_counts()

    with pytest.raises(ImportRejected, match="system MT has another text of this article here"):
        plan_article(cast.corpus, TARGET.replace("big", "large"), source=SOURCE)

    assert row_counts() == before


def test_a_reference_can_come_later(cast: Cast) -> None:
    stored(cast.corpus, plan_article(cast.corpus, TARGET, source=SOURCE))

    stored(cast.corpus, plan_article(cast.corpus, TARGET, source=SOURCE, reference=TARGET))

    assert Reference.objects.count() == 4
    assert texts("MT") == SENTENCES
    with pytest.raises(ImportRejected, match="reference reference has another text"):
        plan_article(cast.corpus, TARGET, source=SOURCE, reference=TARGET.replace("big", "large"))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"target": ""}, "target.txt: holds no text|target.txt: is empty"),
        ({"target": " \n\n "}, "target.txt: holds no text"),
        ({"target": "One.\n\n" + "x" * 10_001}, "target.txt, line 3: The text has 10,001 characters"),
        ({"target": "One.", "system": "a\nb"}, "The system name holds"),
        ({"target": "a\x00b"}, "target.txt"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_place(cast: Cast, given: dict[str, str], why: str) -> None:
    with pytest.raises(ImportRejected, match=why):
        plan_article(cast.corpus, **given)


def test_every_file_that_is_wrong_is_named(cast: Cast) -> None:
    with pytest.raises(ImportRejected) as refused:
        plan_article(cast.corpus, "a\x00b", source="\x00", reference="Fine.")

    assert {problem.file for problem in refused.value.problems} == {"target.txt", "source.txt"}
