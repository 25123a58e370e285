"""Figures over all the corpora that a person may see, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from reviewapp.models import Corpus
from tests.factories import NOON
from tests.queries.figures import GOOD, POOR, score_texts
from tests.web.markup import page_of

if TYPE_CHECKING:
    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db


def test_everybody_sees_the_sums_of_their_own_corpora(stage: Stage, log_in: LogIn) -> None:
    score_texts(stage.ours.corpus, {"engine": GOOD, "ours": POOR})
    score_texts(stage.theirs.corpus, {"engine": GOOD, "theirs": POOR})
    where = reverse("figures-by-language")
    seen = {}
    for role in ("viewer", "stranger", "superuser"):
        page = page_of(log_in(role).get(where))
        table = page.one("table")
        rows = {row.one("th").text: row.all("td")[0].text for row in table.all("tr") if row.all("td")}
        seen[role] = set(rows), "n 12" in rows["engine"]
        for link in page.one("main").all("a"):
            assert log_in(role).get(link["href"]).status_code == 200

    assert seen == {
        "viewer": ({"engine", "ours"}, False),
        "stranger": ({"engine", "theirs"}, False),
        "superuser": ({"engine", "ours", "theirs"}, True),
    }


def test_archived_corpora_do_not_count(stage: Stage, log_in: LogIn) -> None:
    score_texts(stage.ours.corpus, {"engine": GOOD})
    Corpus.objects.filter(pk=stage.ours.corpus.pk).update(archived_at=NOON)

    page = page_of(log_in("superuser").get(reverse("figures-by-language")))

    assert page.one("p", class_="empty").text.strip()
    assert not page.all("table")


def test_the_list_of_corpora_leads_here(stage: Stage, log_in: LogIn) -> None:
    page = page_of(log_in("viewer").get(reverse("corpora")))

    assert len(page.all("a", href=reverse("figures-by-language"))) == 1
