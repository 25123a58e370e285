"""Who sees and changes what in the admin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.urls import reverse

from reviewapp.models import Article, Corpus, Membership, System, User
from tests import factories

if TYPE_CHECKING:
    from django.db.models import Model
    from django.test import Client

pytestmark = pytest.mark.django_db

# What of a corpus no one may add, change or delete by hand.
EVIDENCE = (
    "segment",
    "translation",
    "reference",
    "revision",
    "error",
    "assessment",
    "measure",
    "score",
    "articlescore",
    "event",
    "import",
    "job",
)
OF_A_CORPUS = ("corpus", "system", "article", *EVIDENCE)


@dataclass(frozen=True, slots=True)
class World:
    """Two corpora with one row of each kind, and people of every standing."""

    ours: dict[str, Model]
    theirs: dict[str, Model]
    boss: User
    manager: User
    clerk: User
    outsider: User


def rows_of(corpus: Corpus) -> dict[str, Model]:
    system = factories.SystemFactory.create(corpus=corpus)
    article = factories.ArticleFactory.create(corpus=corpus, review_system=system)
    translation = factories.make_sentence(article, "The pier reopens.")
    measure = factories.MeasureFactory.create(corpus=corpus)
    assessment = factories.AssessmentFactory.create(translation=translation)
    factories.RatedErrorFactory.create(translation=translation, assessment=assessment)
    return {
        "corpus": corpus,
        "article": article,
        "system": system,
        "segment": translation.segment,
        "translation": translation,
        "reference": factories.ReferenceFactory.create(segment=translation.segment),
        "revision": factories.RevisionFactory.create(translation=translation),
        "error": factories.ErrorFactory.create(translation=translation, start=4, end=8, marked_text="pier"),
        "assessment": assessment,
        "measure": measure,
        "score": factories.ScoreFactory.create(translation=translation, measure=measure),
        "articlescore": factories.ArticleScoreFactory.create(article=article, measure=measure),
        "event": factories.EventFactory.create(corpus=corpus),
        "import": factories.ImportFactory.create(corpus=corpus),
        "job": factories.JobFactory.create(corpus=corpus),
    }


@pytest.fixture
def world() -> World:
    ours, theirs = factories.CorpusFactory.create_batch(2)
    manager = factories.MembershipFactory.create(corpus=ours, user__is_staff=True, role="manager").user
    clerk = factories.MembershipFactory.create(corpus=ours, user__is_staff=True, role="chief").user
    outsider = factories.MembershipFactory.create(corpus=ours, role="manager").user
    factories.MembershipFactory.create(corpus=theirs, user__username="far-reviewer")
    return World(
        ours=rows_of(ours),
        theirs=rows_of(theirs),
        boss=factories.UserFactory.create(username="boss", is_staff=True, is_superuser=True),
        manager=manager,
        clerk=clerk,
        outsider=outsider,
    )


def list_of(name: str) -> str:
    return reverse(f"admin:reviewapp_{name}_changelist")


def page_of(row: Any, view: str = "change") -> str:
    return reverse(f"admin:reviewapp_{row._meta.model_name}_{view}", args=[row.pk])


def shown(response: Any) -> set[Any]:
    return {row.pk for row in response.context["cl"].result_list}


@pytest.mark.parametrize("name", OF_A_CORPUS)
def test_a_manager_sees_the_rows_of_their_corpus_alone(client: Client, world: World, name: str) -> None:
    client.force_login(world.manager)

    listed = shown(client.get(list_of(name)))

    assert world.ours[name].pk in listed
    assert world.theirs[name].pk not in listed
    assert client.get(page_of(world.ours[name])).status_code == 200
    # Django's admin answers for a row that does not exist in the same way.
    assert client.get(page_of(world.theirs[name])).status_code == 302
    assert client.get(page_of(world.theirs[name], "history")).status_code == 302


@pytest.mark.parametrize("name", OF_A_CORPUS)
def test_a_superuser_sees_all(client: Client, world: World, name: str) -> None:
    client.force_login(world.boss)

    assert {world.ours[name].pk, world.theirs[name].pk} <= shown(client.get(list_of(name)))
    assert client.get(page_of(world.theirs[name])).status_code == 200


@pytest.mark.parametrize("name", [*OF_A_CORPUS, "profile", "user"])
def test_staff_who_manage_nothing_are_refused(client: Client, world: World, name: str) -> None:
    client.force_login(world.clerk)

    assert client.get(list_of(name)).status_code == 403
    assert client.get(reverse("admin:index")).context["app_list"] == []


@pytest.mark.parametrize("name", OF_A_CORPUS)
def test_a_manager_who_is_not_staff_is_sent_to_the_log_in(client: Client, world: World, name: str) -> None:
    client.force_login(world.outsider)

    response = client.get(list_of(name))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("name", EVIDENCE)
@pytest.mark.parametrize("who", ["boss", "manager"])
def test_evidence_is_only_read(client: Client, world: World, name: str, who: str) -> None:
    client.force_login(getattr(world, who))
    row = world.ours[name]

    assert client.post(page_of(row), {"note": "changed"}).status_code == 403
    assert client.post(page_of(row, "delete"), {"post": "yes"}).status_code == 403
    assert client.get(reverse(f"admin:reviewapp_{name}_add")).status_code == 403
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", [*OF_A_CORPUS, "profile", "user"])
def test_nothing_is_deleted_by_anybody(client: Client, world: World, name: str) -> None:
    client.force_login(world.boss)
    rows = world.ours | {"user": world.clerk, "profile": world.ours["corpus"].profile}  # type: ignore[attr-defined]

    assert client.post(page_of(rows[name], "delete"), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(list_of(name)).content.decode()


def test_each_of_our_tables_is_in_the_admin() -> None:
    ours = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "reviewapp"}

    assert {*OF_A_CORPUS, "profile", "user"} == ours


@pytest.mark.parametrize(
    ("model", "field", "name"),
    [
        ("article", "corpus", "corpus"),
        ("segment", "article", "article"),
        ("article", "review_system", "system"),
    ],
)
def test_completion_offers_rows_in_scope_alone(
    client: Client, world: World, model: str, field: str, name: str
) -> None:
    client.force_login(world.manager)
    asked = {"app_label": "reviewapp", "model_name": model, "field_name": field, "term": ""}

    found = client.get(reverse("admin:autocomplete"), asked).json()["results"]

    ids = {result["id"] for result in found}
    assert str(world.ours[name].pk) in ids
    assert str(world.theirs[name].pk) not in ids


def test_completion_of_people_stays_among_colleagues(client: Client, world: World) -> None:
    client.force_login(world.manager)
    asked = {"app_label": "reviewapp", "model_name": "membership", "field_name": "user", "term": "far"}

    assert client.get(reverse("admin:autocomplete"), asked).json()["results"] == []


def test_a_filter_names_no_foreign_corpus(client: Client, world: World) -> None:
    client.force_login(world.manager)

    page = client.get(list_of("article")).content.decode()

    assert str(world.ours["corpus"]) in page
    assert str(world.theirs["corpus"]) not in page


@pytest.mark.parametrize("value", ["0", "x", "²", "999999999999"])
def test_a_filter_by_a_corpus_that_is_not_there_shows_nothing(
    client: Client, world: World, value: str
) -> None:
    client.force_login(world.manager)

    assert shown(client.get(list_of("article"), {"corpus": value})) == set()


def test_a_filter_by_a_foreign_corpus_shows_nothing(client: Client, world: World) -> None:
    client.force_login(world.manager)

    assert shown(client.get(list_of("article"), {"corpus": world.theirs["corpus"].pk})) == set()


def test_a_system_cannot_be_added_to_a_foreign_corpus(client: Client, world: World) -> None:
    client.force_login(world.manager)
    address = reverse("admin:reviewapp_system_add")

    refused = client.post(address, {"corpus": world.theirs["corpus"].pk, "name": "intruder"})
    taken = client.post(address, {"corpus": world.ours["corpus"].pk, "name": "newcomer"})

    assert refused.context["adminform"].form.errors.keys() == {"corpus"}
    assert taken.status_code == 302
    assert list(System.objects.filter(name__in=["intruder", "newcomer"]).values_list("name", flat=True)) == [
        "newcomer"
    ]


def test_actions_reach_no_foreign_row(client: Client, world: World) -> None:
    client.force_login(world.manager)
    chosen = [world.ours["article"].pk, world.theirs["article"].pk]

    client.post(list_of("article"), {"action": "withdraw", "_selected_action": chosen})

    assert list(Article.objects.exclude(withdrawn_at=None)) == [world.ours["article"]]


def test_posting_every_field_of_an_article_changes_only_the_offered_ones(
    client: Client, world: World
) -> None:
    client.force_login(world.manager)
    article = Article.objects.get(pk=world.ours["article"].pk)
    others = {
        "corpus": world.theirs["corpus"].pk,
        "key": "x",
        "status": "signed-off",
        "status_version": 9,
        "position": 7,
    }

    client.post(
        page_of(article), {"title": "A new title", "review_system": article.review_system_id, **others}
    )

    after = Article.objects.get(pk=article.pk)
    assert after.title == "A new title"
    for field in ("corpus_id", "key", "status", "status_version", "position", "withdrawn_at"):
        assert getattr(after, field) == getattr(article, field)


def test_an_article_takes_neither_systems_nor_people_of_another_corpus(client: Client, world: World) -> None:
    client.force_login(world.boss)
    article = world.ours["article"]
    far = User.objects.get(username="far-reviewer")

    response = client.post(
        page_of(article), {"title": "T", "review_system": world.theirs["system"].pk, "assignee": far.pk}
    )

    assert response.context["adminform"].form.errors.keys() == {"review_system", "assignee"}


def test_somebody_who_stops_managing_sees_nothing_at_once(client: Client, world: World) -> None:
    client.force_login(world.manager)
    assert client.get(list_of("article")).status_code == 200

    Membership.objects.filter(user=world.manager).update(role="reviewer")

    assert client.get(list_of("article")).status_code == 403


@pytest.mark.parametrize("name", [*OF_A_CORPUS, "profile", "user"])
def test_pages_hold_no_inline_style_or_script(client: Client, world: World, name: str) -> None:
    client.force_login(world.boss)
    rows = world.ours | {"user": world.clerk, "profile": world.ours["corpus"].profile}  # type: ignore[attr-defined]

    for address in (list_of(name), page_of(rows[name])):
        response = client.get(address)
        page = response.content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert "unsafe" not in response["Content-Security-Policy"]
        assert "reviewapp/admin.css" in page


def test_controls_in_rows_below_a_row_are_named(client: Client, world: World) -> None:
    client.force_login(world.manager)

    page = client.get(page_of(world.ours["corpus"])).content.decode()

    assert 'aria-label="Log-in name"' in page
    assert 'aria-label="Role"' in page
    assert 'aria-label="Delete"' in page
    assert '<th class="original"></th>' not in page
