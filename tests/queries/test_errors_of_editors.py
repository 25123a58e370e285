"""What raters marked in an assessment is no work of the editors: no page, gate or export counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reviewapp.queries.exports import ExportFilter
from reviewapp.queries.progress import progress_of
from reviewapp.queries.summary import summarise_article
from reviewapp.services.exporting import ExportFormat, Wishes, export_corpus
from reviewapp.services.marking import AlreadyRemoved, remove_error
from tests.factories import ArticleFactory, RatedErrorFactory, UserFactory, make_sentence
from tests.services.acts import by, unkeyed

if TYPE_CHECKING:
    from django.test import Client

    from reviewapp.models import Error
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def rated(cast: Cast) -> Error:
    """Return a critical error that a rater marked, without a category as in ESA."""
    sentence = make_sentence(ArticleFactory.create(corpus=cast.corpus), "The first ferry left wharf at six.")
    return RatedErrorFactory.create(
        translation=sentence, severity="critical", category=None, note="says the jury"
    )


def test_it_counts_in_no_summary_and_stops_no_sign_off(rated: Error) -> None:
    article = rated.translation.segment.article
    summary = summarise_article(article, rated.translation.system)

    assert (summary.machine.penalty_total, summary.machine.failing_errors) == (0, 0)
    assert summary.categories == []
    assert summary.strip[0].worst == ""
    assert progress_of(article, system_id=rated.translation.system_id).open_critical_errors == 0


@pytest.mark.parametrize("kind", [ExportFormat.CORRECTIONS_CSV, ExportFormat.ERRORS_CSV])
def test_it_is_in_no_export(cast: Cast, rated: Error, kind: ExportFormat) -> None:
    text = "".join(
        export_corpus(cast.corpus, Wishes(kind), chosen=ExportFilter(), operation=unkeyed(cast.owner))
    )

    assert "critical" not in text


def test_it_is_on_no_page(client: Client, cast: Cast, rated: Error) -> None:
    client.force_login(cast.colleague)
    article = rated.translation.segment.article

    for page in (
        f"/articles/{article.pk}/",
        f"/articles/{article.pk}/sentences/{rated.translation_id}/",
        "/",
    ):
        answer = client.get(page, follow=True)
        assert answer.status_code == 200
        assert "says the jury" not in answer.content.decode()


def test_nobody_takes_it_back(cast: Cast, rated: Error) -> None:
    with pytest.raises(AlreadyRemoved):
        remove_error(rated, operation=by(cast.owner))


def test_the_admin_lists_it_not_among_the_errors(client: Client, cast: Cast, rated: Error) -> None:
    client.force_login(UserFactory.create(is_superuser=True, is_staff=True))

    assert "0 errors" in client.get("/admin/reviewapp/error/").content.decode()
