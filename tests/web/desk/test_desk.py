"""The desk: what waits for me, what is begun first, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from reviewapp.models import Article
from reviewapp.queries import desk
from tests import factories
from tests.web.markup import Element, page_of

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db


def titles(page: Element) -> list[str]:
    return [link.text for link in page.all("a", class_="title") if "lang" in link.attributes]


def test_it_lists_what_is_assigned_to_me_and_my_corpora(stage: Stage, reviewer: Client) -> None:
    Article.objects.filter(pk=stage.ours.article.pk).update(assignee=stage.people["reviewer"])
    Article.objects.filter(pk=stage.ours.other_article.pk).update(assignee=stage.people["chief"])

    page = page_of(reviewer.get(reverse("desk")))

    assert titles(page) == [stage.ours.article.title]
    assert page.all("a", href=reverse("corpus", args=[stage.ours.corpus.slug]))
    assert not page.all("a", href=reverse("corpus", args=[stage.theirs.corpus.slug]))
    assert page.one("progress")["max"] == "3"


def test_what_is_signed_off_withdrawn_or_foreign_is_not_on_it(stage: Stage, reviewer: Client) -> None:
    mine = {"assignee": stage.people["reviewer"]}
    Article.objects.filter(pk=stage.ours.article.pk).update(status="signed-off", **mine)
    Article.objects.filter(pk=stage.ours.other_article.pk).update(withdrawn_at=factories.NOON, **mine)
    Article.objects.filter(pk=stage.theirs.article.pk).update(**mine)

    page = page_of(reviewer.get(reverse("desk")))

    assert titles(page) == []
    assert page.all(class_="empty")


def test_what_is_begun_comes_first(stage: Stage, reviewer: Client) -> None:
    Article.objects.filter(corpus=stage.ours.corpus).update(assignee=stage.people["reviewer"])
    Article.objects.filter(pk=stage.ours.other_article.pk).update(status="in-review")

    page = page_of(reviewer.get(reverse("desk")))

    assert titles(page) == [stage.ours.other_article.title, stage.ours.article.title]


def test_pages_follow_without_gap_or_repetition(
    stage: Stage, reviewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "PAGE", 2)
    factories.ArticleFactory.create_batch(5, corpus=stage.ours.corpus)
    Article.objects.filter(corpus=stage.ours.corpus).update(assignee=stage.people["reviewer"])
    Article.objects.filter(pk=stage.ours.other_article.pk).update(status="reviewed")
    seen: list[str] = []
    address: str | None = reverse("desk")

    while address:
        page = page_of(reviewer.get(address))
        seen += titles(page)
        more = [link["href"] for part in page.all(class_="pages") for link in part.all("a")]
        address = reverse("desk") + more[0] if more else None

    assert len(seen) == len(set(seen)) == 7
    assert seen[-1] == stage.ours.other_article.title


@pytest.mark.parametrize("after", ["x", "1-2-3", "1-2-3-x", "9" * 400, "1-1-1-" + "9" * 30, "-1-1-1-1", "\0"])
def test_a_cursor_that_is_none_is_the_first_page(stage: Stage, reviewer: Client, after: str) -> None:
    Article.objects.filter(pk=stage.ours.article.pk).update(assignee=stage.people["reviewer"])

    response = reviewer.get(reverse("desk"), {"after": after})

    assert response.status_code == 200
    assert titles(page_of(response)) == [stage.ours.article.title]


def test_the_admin_is_linked_for_staff_alone(stage: Stage, log_in: LogIn) -> None:
    assert page_of(log_in("superuser").get(reverse("desk"))).all("a", href=reverse("admin:index"))
    assert not page_of(log_in("manager").get(reverse("desk"))).all("a", href=reverse("admin:index"))
