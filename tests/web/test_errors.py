"""Forged requests, and the pages for what went wrong."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core import serializers
from django.urls import reverse

from reviewapp.models import Event
from tests.web.access_table import OF_A_CORPUS, OF_A_PERSON
from tests.web.markup import page_of
from tests.web.sentences import HTMX, address, decision
from tests.web.test_access import arguments

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db

ROUTES = {**OF_A_CORPUS, **OF_A_PERSON}


def everything() -> str:
    """Return a digest of all rows but the sessions', which a visit may prolong."""
    digest = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if model._meta.app_label != "sessions":
            rows = model._default_manager.order_by("pk")
            digest.update(serializers.serialize("json", rows).encode())
    return digest.hexdigest()


def test_no_write_goes_without_a_token(stage: Stage, log_in: LogIn) -> None:
    client = log_in("superuser", enforce_csrf_checks=True)
    before = everything()
    for name, lines in ROUTES.items():
        if "POST" in lines:
            where = reverse(name, kwargs=arguments(name, stage.ours))
            for headers in ({}, HTMX):
                assert client.post(where, {"username": "x"}, headers=headers).status_code == 403, name
    for name in ("admin:login", "admin:logout", "admin:password_change", "admin:reviewapp_corpus_add"):
        assert client.post(reverse(name), {}).status_code == 403, name
    assert everything() == before


def test_a_write_goes_with_the_token_in_the_form_or_in_the_header(stage: Stage, log_in: LogIn) -> None:
    client, sentence = log_in("reviewer", enforce_csrf_checks=True), stage.ours.sentence
    page = page_of(client.get(reverse("article", args=[stage.ours.article.pk])))
    form = page.form(address("sentence-accept", sentence).replace("accept", "save"))

    assert client.post(form["action"], form.fields()).status_code == 302

    token = page.one("body")["hx-headers"].rpartition(": ")[2].strip('"} ')
    last = stage.ours.sentences[2]
    response = client.post(
        address("sentence-accept", last), decision(last), headers={**HTMX, "x-csrftoken": token}
    )
    assert response.status_code == 200


def test_a_token_sent_from_another_site_does_not_count(stage: Stage, log_in: LogIn) -> None:
    client, sentence = log_in("reviewer", enforce_csrf_checks=True), stage.ours.sentence
    page = page_of(client.get(reverse("article", args=[stage.ours.article.pk])))
    form = page.form(address("sentence-save", sentence))

    response = client.post(form["action"], form.fields(), headers={"Origin": "https://evil.example"})

    assert response.status_code == 403
    assert not Event.objects.exists()


def test_reading_changes_nothing(stage: Stage, log_in: LogIn) -> None:
    client = log_in("superuser")
    before = everything()
    for name in ROUTES:
        where = reverse(name, kwargs=arguments(name, stage.ours))
        for headers in ({}, HTMX):
            client.get(
                where, {"sentence": "1", "operation": "x", "version": "1", "text": "x"}, headers=headers
            )
            client.head(where, headers=headers)
    assert everything() == before


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [("viewer", "export", 403), ("viewer", "job", 403), ("stranger", "corpus", 404)],
)
def test_a_refusal_is_a_page_with_a_way_on(
    stage: Stage, log_in: LogIn, role: str, name: str, status: int
) -> None:
    response = log_in(role).get(reverse(name, kwargs=arguments(name, stage.ours)))

    assert response.status_code == status
    page = page_of(response)
    assert page.one("main").one("h1").text.strip()
    assert page.one("main").all("a", href=reverse("desk"))


def test_an_old_page_is_told_so(stage: Stage, log_in: LogIn) -> None:
    response = log_in("reviewer", enforce_csrf_checks=True).post(reverse("preferences"), {})

    page = page_of(response)
    assert page.one("main").one("h1").text.strip()
    assert page.one("main").all("a", href=reverse("desk"))


def test_a_stranger_to_the_app_is_told_nothing_of_an_address(client: Client) -> None:
    response = client.get("/nothing/here/")

    assert response.status_code == 404
    assert b"nothing/here" not in response.content
