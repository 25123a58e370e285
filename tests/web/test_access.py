"""The one door: every address, method and role against the table, and children only through their parent."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from reviewapp.domain.workflow.roles import Role
from reviewapp.models import Article, Event, Job, Translation
from reviewapp.web.access import Door
from tests import factories
from tests.web.access_table import (
    METHODS,
    OF_A_CORPUS,
    OF_A_PERSON,
    OPEN_TO_ALL,
    ROLES,
    STAFF_PREFIX,
    expected,
)
from tests.web.sentences import HTMX, decision, state_of

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.conftest import Holding, LogIn, Stage

pytestmark = pytest.mark.django_db

NOWHERE = 987_654_321
HIDDEN = re.compile(rb'(csrfmiddlewaretoken" value=|x-csrftoken": )"[^"]*"')


def patterns(found: list[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every address pattern with its name."""
    for pattern in found:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.name or ""


ALL = list(patterns(get_resolver().url_patterns))
OURS = {name for address, name in ALL if not address.startswith(STAFF_PREFIX)}
DOORS = (reverse("login"), reverse("admin:login"))
STAFF = [address for address, _ in ALL if address.startswith(STAFF_PREFIX)]


def arguments(name: str, holding: Holding | None) -> dict[str, Any]:
    """Return what the address names, of a corpus or of none."""
    article, sentence = (holding.article.pk, holding.sentence.pk) if holding else (NOWHERE, NOWHERE)
    if name in OF_A_PERSON:
        return {}
    if name in {"export", "export-file", "job", "job-cancel"} or name.startswith("corpus"):
        slug = {"slug": holding.corpus.slug if holding else "nowhere"}
        job = {"pk": holding.job.pk if holding else uuid.UUID(int=7)}
        return {**slug, **job} if name.startswith("job") else slug
    found: dict[str, Any] = {"pk": article}
    if name.startswith(("sentence", "error")):
        found["translation_pk"] = sentence
    if name == "error-remove":
        found["error_pk"] = holding.error.pk if holding else NOWHERE
    return found


def body_of(response: Any) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return HIDDEN.sub(b"", content)


def headers_of(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "Content-Length"}


def test_every_address_has_its_row() -> None:
    assert {*OF_A_CORPUS, *OF_A_PERSON} == OURS


def test_a_row_has_a_status_a_role() -> None:
    for name, lines in {**OF_A_CORPUS, **OF_A_PERSON}.items():
        for method, line in lines.items():
            assert method in METHODS, name
            assert len(line.split()) == len(ROLES), f"{name} {method}"


@pytest.mark.parametrize("name", sorted({*OF_A_CORPUS, *OF_A_PERSON}))
def test_each_method_and_role_gets_what_the_table_says(stage: Stage, log_in: LogIn, name: str) -> None:
    holdings = {"ours": stage.ours, "theirs": stage.theirs, "missing": None}
    if name in OF_A_PERSON:
        del holdings["theirs"], holdings["missing"]
    addresses = {which: reverse(name, kwargs=arguments(name, held)) for which, held in holdings.items()}
    wrong = []
    for role in ROLES:
        client = log_in(role)
        for method in METHODS:
            for which, address in addresses.items():
                response = client.generic(method, address)
                wanted = expected(name, method, role, which)
                if response.status_code != wanted:
                    wrong.append(f"{method} {role} {which}: {response.status_code}, not {wanted}")
                if wanted == 302 and role == "anonymous" and name != "login":
                    assert response.headers["Location"].startswith(reverse("login"))
                if name == "logout" and method == "POST":
                    client = log_in(role)
    assert wrong == []


@pytest.mark.parametrize("role", ["viewer", "manager"])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_what_is_foreign_looks_like_what_is_missing(
    stage: Stage, log_in: LogIn, role: str, headers: dict[str, str]
) -> None:
    client = log_in(role)
    for name in OF_A_CORPUS:
        foreign = reverse(name, kwargs=arguments(name, stage.theirs))
        missing = reverse(name, kwargs=arguments(name, None))
        method = next(iter(OF_A_CORPUS[name]))

        first = client.generic(method, foreign, headers=headers)
        second = client.generic(method, missing, headers=headers)

        assert first.status_code == second.status_code == 404, name
        assert body_of(first) == body_of(second), name
        assert headers_of(first) == headers_of(second), name


def test_whoever_is_no_staff_is_sent_to_the_admins_log_in(stage: Stage, log_in: LogIn) -> None:
    wrong = []
    for role in ("anonymous", "viewer", "manager"):
        client = log_in(role)
        for pattern in STAFF:
            # Whatever the placeholder: who is no staff must not even learn whether there is such a row.
            address = "/" + re.sub(r"\^?\(\?P<.*?\)\$?/?\$?", "reviewapp/", re.sub(r"<[^>]*>", "1", pattern))
            for method in ("GET", "POST"):
                response = client.generic(method, address)
                wanted = OPEN_TO_ALL.get(pattern, {}).get(method, 302)
                place = response.headers.get("Location", reverse("admin:login"))
                # Django's admin leads from its log-out to its front page, and from there to its log-in.
                doors = (*DOORS, reverse("admin:index")) if "logout" in pattern else DOORS
                if response.status_code != wanted or not place.startswith(doors):
                    wrong.append(f"{method} {pattern} {role}: {response.status_code} {place}")
                if "logout" in pattern:
                    client = log_in(role)
    assert wrong == [], f"{len(wrong)} addresses, {wrong[:5]}"


SENTENCE_ADDRESSES = sorted(name for name in OF_A_CORPUS if name.startswith(("sentence", "error")))


@pytest.mark.parametrize("role", ["manager", "superuser"])
def test_a_sentence_is_found_through_its_own_article_alone(stage: Stage, log_in: LogIn, role: str) -> None:
    client = log_in(role)
    ours, theirs = stage.ours, stage.theirs
    pairs = [
        (ours.other_article, ours.sentence),
        (ours.article, ours.other_sentence),
        (ours.article, theirs.sentence),
        (theirs.article, ours.sentence),
    ]
    for name, (article, translation) in itertools.product(SENTENCE_ADDRESSES, pairs):
        error = {"error_pk": ours.error.pk} if name == "error-remove" else {}
        address = reverse(name, kwargs={"pk": article.pk, "translation_pk": translation.pk, **error})

        assert client.generic(next(iter(OF_A_CORPUS[name])), address).status_code == 404, address


@pytest.mark.parametrize("role", ["manager", "superuser"])
def test_an_error_is_found_through_its_own_sentence_alone(stage: Stage, log_in: LogIn, role: str) -> None:
    client = log_in(role)
    elsewhere = [
        (stage.ours.sentences[1], stage.ours.error),
        (stage.ours.other_sentence, stage.ours.error),
        (stage.ours.sentence, stage.theirs.error),
    ]
    for translation, error in elsewhere:
        address = reverse("error-remove", args=[translation.segment.article_id, translation.pk, error.pk])

        assert client.post(address, decision(translation)).status_code == 404
        error.refresh_from_db()
        assert error.removed_at is None


@pytest.mark.parametrize("role", ["manager", "superuser"])
def test_a_job_is_found_through_its_own_corpus_alone(stage: Stage, log_in: LogIn, role: str) -> None:
    client = log_in(role)

    assert client.get(reverse("job", args=[stage.ours.corpus.slug, stage.theirs.job.pk])).status_code == 404
    assert client.get(reverse("job", args=[stage.theirs.corpus.slug, stage.ours.job.pk])).status_code == 404


@pytest.mark.parametrize("number", ["99999999999999999999", "0", "9" * 400])
def test_a_number_beyond_the_database_is_missing(reviewer: Client, stage: Stage, number: str) -> None:
    for address in (f"/articles/{number}/", f"/articles/{stage.ours.article.pk}/sentences/{number}/history/"):
        assert reviewer.get(address).status_code == 404


@pytest.mark.parametrize("field", ["withdrawn_at", "archived_at"])
def test_what_is_withdrawn_is_missing_for_all(stage: Stage, log_in: LogIn, field: str) -> None:
    row = stage.ours.article if field == "withdrawn_at" else stage.ours.corpus
    type(row)._default_manager.filter(pk=row.pk).update(**{field: factories.NOON})

    for role in ("manager", "superuser"):
        assert log_in(role).get(reverse("article", args=[stage.ours.article.pk])).status_code == 404


def test_a_role_that_is_taken_away_counts_from_the_next_request(stage: Stage, reviewer: Client) -> None:
    address = reverse("article", args=[stage.ours.article.pk])
    assert reviewer.get(address).status_code == 200
    stage.ours.corpus.memberships.filter(user=stage.people["reviewer"]).update(role="viewer")

    save = reverse("sentence-save", args=[stage.ours.article.pk, stage.ours.sentence.pk])
    assert reviewer.post(save, decision(stage.ours.sentence, text="Changed.")).status_code == 403

    stage.ours.corpus.memberships.filter(user=stage.people["reviewer"]).delete()
    assert reviewer.get(address).status_code == 404


def test_somebody_set_inactive_is_logged_out(stage: Stage, reviewer: Client) -> None:
    person = stage.people["reviewer"]
    assert person is not None
    type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert reviewer.get(reverse("desk")).status_code == 302


def test_a_viewers_writes_change_no_row(stage: Stage, log_in: LogIn) -> None:
    client, translation = log_in("viewer"), stage.ours.sentence
    before = state_of(translation)
    sent = decision(
        translation,
        text="x",
        reason="x",
        number=1,
        text_number=1,
        category=1,
        severity="minor",
        target="reviewed",
    )
    for name, lines in OF_A_CORPUS.items():
        if "POST" in lines and name != "sentence-preview":
            assert client.post(reverse(name, kwargs=arguments(name, stage.ours)), sent).status_code == 403

    assert state_of(translation) == before
    assert Article.objects.get(pk=stage.ours.article.pk).status == "imported"
    assert not Event.objects.exists()
    assert Job.objects.count() == 2
    assert Translation.objects.exclude(version=1).count() == 0


@pytest.mark.parametrize("role", list(Role))
def test_a_door_opens_what_the_role_includes(stage: Stage, role: Role) -> None:
    door = Door(stage.ours.corpus, role)

    assert door.can_review == (role is not Role.VIEWER)
    assert door.can_export == (role in {Role.CHIEF, Role.MANAGER})
    assert door.can_manage == (role is Role.MANAGER)
    if role is Role.MANAGER:
        door.require(Role.MANAGER)
    else:
        with pytest.raises(PermissionDenied):
            door.require(Role.MANAGER)
