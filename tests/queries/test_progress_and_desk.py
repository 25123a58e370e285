"""How far articles are, and in which order they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviewapp.domain.workflow.states import ArticleStatus, Progress
from reviewapp.models import Article, Translation
from reviewapp.queries import desk
from reviewapp.queries.desk import articles_of, desk_of
from reviewapp.queries.progress import EMPTY, progress_by_article, progress_of
from tests.factories import (
    NOON,
    ArticleFactory,
    ArticleScoreFactory,
    ErrorFactory,
    MeasureFactory,
    SegmentFactory,
    SystemFactory,
    TranslationFactory,
    make_sentence,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewapp.queries.desk import ArticlePage
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def _set(translation: Translation, status: str, text: str | None = None) -> None:
    Translation.objects.filter(pk=translation.pk).update(
        status=status, version=2, text=text or translation.text, text_number=2 if text else 1
    )


def test_progress_counts_the_system_under_review(cast: Cast) -> None:
    article = ArticleFactory.create(corpus=cast.corpus)
    made = [make_sentence(article, f"Sentence {number}.") for number in range(6)]
    _set(made[0], "accepted")
    _set(made[1], "corrected", "Other.")
    _set(made[2], "corrected", "Another.")
    _set(made[3], "discussion")
    other = SystemFactory.create(corpus=cast.corpus)
    rival = TranslationFactory.create(segment=made[0].segment, system=other)
    ErrorFactory.create(translation=made[4], severity="critical")
    ErrorFactory.create(translation=made[4], severity="major")
    ErrorFactory.create(translation=made[4], severity="critical", removed_at=NOON)
    # The correction answered this one, and that one is another system's.
    ErrorFactory.create(translation=made[1], severity="critical", text_number=1)
    ErrorFactory.create(translation=rival, severity="critical")

    assert progress_of(article) == Progress(6, 1, 2, 1, 1)
    assert progress_of(article, system_id=other.pk) == Progress(1, 0, 0, 0, 1)
    assert progress_by_article([article.pk]) == {article.pk: Progress(6, 1, 2, 1, 1)}


def test_an_article_without_sentences_or_system_has_no_progress() -> None:
    assert progress_of(ArticleFactory.create()) == EMPTY
    without = ArticleFactory.create(review_system=None)
    SegmentFactory.create(article=without)
    assert progress_of(without) == EMPTY
    assert progress_by_article([]) == {}


def _keys(page: ArticlePage) -> list[str]:
    return [line.article.key for line in page.lines]


def test_what_is_begun_stands_first_and_what_is_signed_off_is_gone(cast: Cast) -> None:
    for number, status in enumerate(
        [ArticleStatus.SIGNED_OFF, ArticleStatus.REVIEWED, ArticleStatus.IMPORTED, ArticleStatus.IN_REVIEW]
    ):
        ArticleFactory.create(
            corpus=cast.corpus,
            key=status.value,
            position=number,
            status=status.value,
            assignee=cast.colleague,
        )
    ArticleFactory.create(corpus=cast.corpus, key="nobodys")
    ArticleFactory.create(corpus=cast.corpus, key="gone", assignee=cast.colleague, withdrawn_at=NOON)
    ArticleFactory.create(key="elsewhere", assignee=cast.colleague)

    assert _keys(desk_of(cast.colleague)) == ["in-review", "imported", "reviewed"]
    assert _keys(desk_of(cast.chief)) == []


def test_lines_say_why_they_should_be_opened(cast: Cast) -> None:
    article = ArticleFactory.create(corpus=cast.corpus, status=ArticleStatus.IN_REVIEW.value)
    made = [make_sentence(article, f"Sentence {number}.") for number in range(4)]
    _set(made[0], "accepted")
    _set(made[1], "discussion")
    ErrorFactory.create(translation=made[2], severity="critical")
    ArticleFactory.create(corpus=cast.corpus, status=ArticleStatus.REVIEWED.value)

    first, second = articles_of(cast.corpus).lines

    assert first.reasons == ["1 critical error", "1 sentence to discuss", "2 sentences left"]
    assert second.reasons == ["waits for sign-off"]
    assert (first.progress.percent, first.status) == (25, ArticleStatus.IN_REVIEW)


def test_a_corpuss_articles_by_status_and_words(cast: Cast) -> None:
    for key, title, status in (
        ("p-1", "Pier opens", "imported"),
        ("r-1", "Rain over the PIER", "in-review"),
        ("r-2", "Cranes", "imported"),
    ):
        ArticleFactory.create(corpus=cast.corpus, key=key, title=title, status=status)

    assert _keys(articles_of(cast.corpus)) == ["r-1", "p-1", "r-2"]
    assert _keys(articles_of(cast.corpus, status="imported")) == ["p-1", "r-2"]
    assert _keys(articles_of(cast.corpus, words="pier")) == ["r-1", "p-1"]
    assert _keys(articles_of(cast.corpus, words="R-")) == ["r-1", "r-2"]
    assert _keys(articles_of(cast.corpus, words="%")) == []
    assert _keys(articles_of(cast.corpus, status="no-such")) == []


def test_pages_follow_each_other_without_gap_or_repetition(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "PAGE", 3)
    statuses = [status.value for status in ArticleStatus]
    for number in range(10):
        # Two articles share each place: the key decides between them.
        ArticleFactory.create(
            corpus=cast.corpus, key=f"k{number}", position=number // 2, status=statuses[number % 4]
        )
    everything = [
        article.key
        for status in ("in-review", "imported", "reviewed", "signed-off")
        for article in Article.objects.filter(status=status).order_by("position", "pk")
    ]

    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = articles_of(cast.corpus, cursor=cursor)
        seen += _keys(page)
        cursor = page.next_cursor

    assert seen == everything
    assert cursor == ""


@pytest.mark.parametrize(
    "cursor",
    ["x", "1-2-3", "1-2-3-4-5", "a-b-c-d", "-1-2-3-4", "1--2-3", "9" * 20 + "-1-1-1", "1-1-1-' OR 1=1"],
)
def test_a_cursor_that_is_none_is_the_first_page(cast: Cast, cursor: str) -> None:
    ArticleFactory.create(corpus=cast.corpus, key="first")

    assert _keys(articles_of(cast.corpus, cursor=cursor)) == ["first"]


@pytest.mark.parametrize("cursor", ["0-0-0-" + "9" * 18, "9" * 18 + "-0-0-0", "0-0-" + "9" * 18 + "-0"])
def test_a_cursor_far_beyond_is_no_error(cast: Cast, cursor: str) -> None:
    ArticleFactory.create(corpus=cast.corpus)

    assert len(articles_of(cast.corpus, cursor=cursor).lines) <= 1


def test_a_line_shows_the_newest_figure_of_its_system(cast: Cast) -> None:
    article = ArticleFactory.create(corpus=cast.corpus)
    old, new = (MeasureFactory.create(corpus=cast.corpus) for _ in range(2))
    ArticleScoreFactory.create(article=article, measure=old, value=10)
    ArticleScoreFactory.create(article=article, measure=new, value=20)
    ArticleScoreFactory.create(article=article, measure=new, system=SystemFactory.create(corpus=cast.corpus))

    (line,) = articles_of(cast.corpus).lines

    assert [score.value for score in line.scores] == [20]


def _count(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask()
    return len(queries)


def test_ten_more_articles_cost_no_more_queries(cast: Cast) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            article = ArticleFactory.create(corpus=cast.corpus, assignee=cast.colleague)
            ErrorFactory.create(translation=make_sentence(article, "The ferry."), start=0, end=3)
            ArticleScoreFactory.create(article=article)

    add(2)
    few = _count(lambda: desk_of(cast.colleague)), _count(lambda: articles_of(cast.corpus))
    add(10)
    many = _count(lambda: desk_of(cast.colleague)), _count(lambda: articles_of(cast.corpus))

    assert few == many
    assert max(many) <= 5
