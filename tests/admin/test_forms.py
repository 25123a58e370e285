"""What is added and changed by form: corpora, members, articles, profiles, people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from reviewapp.models import Article, Corpus, Event, Membership, Profile, User
from reviewapp.services.profiles import copy_as_next_version
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.test import Client

    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    return factories.UserFactory.create(username="boss", is_staff=True, is_superuser=True)


@pytest.fixture
def manager(cast: Cast) -> User:
    User.objects.filter(pk=cast.owner.pk).update(is_staff=True)
    return User.objects.get(pk=cast.owner.pk)


def page_of(row: Any) -> str:
    return reverse(f"admin:reviewapp_{row._meta.model_name}_change", args=[row.pk])


def rows_posted(prefix: str, rows: Sequence[Mapping[str, Any]], initial: int) -> dict[str, Any]:
    posted = {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial, **posted}


def members_posted(corpus: Corpus, *added: dict[str, Any], **roles: str) -> dict[str, Any]:
    known = corpus.memberships.select_related("user").order_by("user__username")
    rows = [
        {"id": m.pk, "corpus": corpus.pk, "user": m.user.username, "role": roles.get(m.user.username, m.role)}
        for m in known
    ]
    corpus_fields = {"name": corpus.name, "profile": corpus.profile_id}
    return corpus_fields | rows_posted("memberships", [*rows, *added], len(rows))


def test_a_manager_creates_a_corpus_and_manages_it(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)
    fields = {
        "slug": "night-desk",
        "name": "Night desk",
        "source_language": "ZH-hant",
        "target_language": "en",
        "profile": cast.corpus.profile_id,
    }

    client.post(reverse("admin:reviewapp_corpus_add"), fields)

    made = Corpus.objects.get(slug="night-desk")
    assert made.source_language == "zh-Hant"
    assert made.memberships.get().user == manager
    assert Event.objects.get(corpus=made).action == "corpus-created"


@pytest.mark.parametrize("tag", ["klingonese", "x" * 35, "en_"])
def test_an_unknown_language_is_refused(client: Client, cast: Cast, manager: User, tag: str) -> None:
    client.force_login(manager)
    fields = {"slug": "n", "name": "N", "source_language": tag, "target_language": "en"}

    response = client.post(
        reverse("admin:reviewapp_corpus_add"), {**fields, "profile": cast.corpus.profile_id}
    )

    assert response.context["adminform"].form.errors.keys() == {"source_language"}


def test_a_corpus_keeps_its_address_and_languages(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)
    others = {"slug": "x", "source_language": "de", "target_language": "fr", "archived_at": "2026-01-01"}

    response = client.post(page_of(cast.corpus), members_posted(cast.corpus) | others | {"name": "Renamed"})

    assert response.status_code == 302
    after = Corpus.objects.get(pk=cast.corpus.pk)
    assert (after.name, after.slug, after.source_language, after.archived_at) == (
        "Renamed",
        cast.corpus.slug,
        "vi",
        None,
    )


def test_a_manager_adds_a_member_by_log_in_name(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)
    added = {"id": "", "corpus": cast.corpus.pk, "user": "stranger", "role": "reviewer"}

    client.post(page_of(cast.corpus), members_posted(cast.corpus, added, reader="chief"))

    roles = dict(cast.corpus.memberships.values_list("user__username", "role"))
    assert (roles["stranger"], roles["reader"], roles["owner"]) == ("reviewer", "chief", "manager")


def test_a_name_that_nobody_active_has_is_refused(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)
    factories.UserFactory.create(username="left-us", is_active=False)
    added = {"id": "", "corpus": cast.corpus.pk, "user": "left-us", "role": "reviewer"}

    response = client.post(page_of(cast.corpus), members_posted(cast.corpus, added))

    assert "Nobody active has the log-in name left-us." in response.content.decode()
    assert cast.corpus.memberships.count() == 4


def test_the_page_of_a_corpus_lists_no_outsiders(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)

    page = client.get(page_of(cast.corpus)).content.decode()

    assert 'value="colleague"' in page
    assert "stranger" not in page


def test_a_role_is_taken_away(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)
    posted = members_posted(cast.corpus)
    row = next(key for key, value in posted.items() if value == "reader").removesuffix("-user")

    client.post(page_of(cast.corpus), posted | {f"{row}-DELETE": "on"})

    assert not Membership.objects.filter(user=cast.reader).exists()


def test_changing_the_assignee_by_form_leaves_an_audit_row(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)
    article = factories.ArticleFactory.create(corpus=cast.corpus)

    client.post(
        page_of(article),
        {"title": "Ferry fares", "review_system": article.review_system_id, "assignee": cast.colleague.pk},
    )

    after = Article.objects.get(pk=article.pk)
    assert (after.title, after.assignee) == ("Ferry fares", cast.colleague)
    assert Event.objects.get(article=article).details == {"assignee": cast.colleague.pk}


def test_a_form_does_not_undo_what_others_changed_meanwhile(
    client: Client, cast: Cast, manager: User
) -> None:
    client.force_login(manager)
    article = factories.ArticleFactory.create(corpus=cast.corpus, status="reviewed", status_version=4)

    client.post(
        page_of(article), {"title": "Ferry fares", "review_system": article.review_system_id, "assignee": ""}
    )

    after = Article.objects.get(pk=article.pk)
    assert (after.status, after.status_version) == ("reviewed", 4)


def profile_posted(profile: Profile, name: str) -> dict[str, Any]:
    """Return the form of a profile without weight rules, as its page posts it."""
    own = ["key", "version", "maximum_score", "passing_score", "acceptable_penalty", "reference_words"]
    own += ["minimum_words", "failing_severity"]
    categories = list(
        profile.categories.values("id", "profile", "position", "path", "name", "definition", "pid")
    )
    severities = list(profile.severities.values("id", "profile", "severity", "multiplier"))
    return (
        {field: getattr(profile, field) for field in own}
        | {"name": name}
        | rows_posted("categories", categories, len(categories))
        | rows_posted("severities", severities, len(severities))
        | rows_posted("weight_rules", [], 0)
    )


def test_a_profile_is_changed_until_an_error_uses_it(client: Client, boss: User) -> None:
    client.force_login(boss)
    used = factories.ErrorFactory.create().translation.segment.article.corpus.profile
    free = Profile.objects.exclude(pk=used.pk).filter(weight_rules=None).first()
    assert free is not None

    changed = client.post(page_of(free), profile_posted(free, "Our own"))
    refused = client.post(page_of(used), profile_posted(used, "Our own"))

    assert (changed.status_code, refused.status_code) == (302, 403)
    assert list(Profile.objects.filter(name="Our own")) == [free]
    assert client.get(page_of(used)).status_code == 200


def test_a_manager_reads_profiles(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)
    profile = cast.corpus.profile

    assert client.get(page_of(profile)).status_code == 200
    assert client.post(page_of(profile), profile_posted(profile, "Ours")).status_code == 403
    assert client.get(reverse("admin:reviewapp_profile_add")).status_code == 403


def test_a_manager_sees_the_people_of_their_corpora_alone(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)

    listed = client.get(reverse("admin:reviewapp_user_changelist")).content.decode()

    assert "colleague" in listed
    assert "stranger" not in listed
    assert "superuser" not in listed
    assert client.get(page_of(cast.colleague)).status_code == 200
    assert client.get(page_of(cast.stranger)).status_code == 302


def test_a_manager_sees_no_role_in_a_foreign_corpus(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)
    foreign = factories.MembershipFactory.create(user=cast.colleague).corpus

    page = client.get(page_of(cast.colleague)).content.decode()

    assert cast.corpus.slug in page or cast.corpus.name in page
    assert foreign.name not in page
    assert foreign.slug not in page


def test_a_manager_raises_nobody(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)
    rights = {"username": "owner", "is_staff": "on", "is_superuser": "on", "is_active": "on"}

    for address in (page_of(manager), page_of(cast.colleague)):
        assert client.post(address, rights).status_code == 403
    assert client.get(reverse("admin:reviewapp_user_add")).status_code == 403
    assert not User.objects.filter(is_superuser=True).exists()


def test_a_manager_sets_nobodys_password(client: Client, cast: Cast, manager: User) -> None:
    client.force_login(manager)
    address = reverse("admin:auth_user_password_change", args=[cast.colleague.pk])
    new = {
        "password1": "a-very-long-new-secret",
        "password2": "a-very-long-new-secret",
        "usable_password": "true",
    }

    assert client.post(address, new).status_code == 403

    assert User.objects.get(pk=cast.colleague.pk).check_password(factories.PASSWORD)


@pytest.mark.parametrize(
    "lookup", ["email__startswith", "is_superuser__exact", "password__startswith", "last_login__gt"]
)
def test_a_manager_finds_nothing_out_by_filter(
    client: Client, cast: Cast, manager: User, lookup: str
) -> None:
    client.force_login(manager)

    assert client.get(reverse("admin:reviewapp_user_changelist"), {lookup: "1"}).status_code == 400


def test_a_superuser_adds_a_person_and_gives_a_role(client: Client, cast: Cast, boss: User) -> None:
    client.force_login(boss)
    new = {
        "username": "newcomer",
        "password1": "seven-wet-lighthouses",
        "password2": "seven-wet-lighthouses",
        "usable_password": "true",
    }
    client.post(reverse("admin:reviewapp_user_add"), new)
    person = User.objects.get(username="newcomer")
    role = {"id": "", "user": person.pk, "corpus": cast.corpus.slug, "role": "chief"}

    client.post(
        page_of(person),
        {"username": "newcomer", "is_active": "on", "is_staff": "on", "single_key_shortcuts": "on"}
        | rows_posted("memberships", [role], 0),
    )

    person.refresh_from_db()
    assert person.is_staff
    assert person.memberships.get().role == "chief"


def test_a_superuser_sets_a_password(client: Client, cast: Cast, boss: User) -> None:
    client.force_login(boss)
    address = reverse("admin:auth_user_password_change", args=[cast.colleague.pk])
    new = {"password1": "seven-wet-lighthouses", "password2": "seven-wet-lighthouses", "set-password": "Set"}

    client.post(address, {**new, "usable_password": "true"})

    assert User.objects.get(pk=cast.colleague.pk).check_password("seven-wet-lighthouses")


def test_a_profile_is_not_changed_either_where_a_corpus_with_errors_moved_to_it(
    client: Client, boss: User
) -> None:
    client.force_login(boss)
    corpus = factories.ErrorFactory.create().translation.segment.article.corpus
    moved_to = copy_as_next_version(corpus.profile)
    address = reverse("admin:reviewapp_profile_change", args=[moved_to.pk])
    assert 'name="passing_score"' in client.get(address).content.decode()

    Corpus.objects.filter(pk=corpus.pk).update(profile=moved_to)

    assert 'name="passing_score"' not in client.get(address).content.decode()
