"""What every response says to browsers and caches, whatever its status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from reviewapp.web.desk import views as desk_views
from tests.factories import PASSWORD
from tests.web.sentences import HTMX, address, decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db


def forbidden_csrf(stage: Stage, log_in: LogIn) -> Any:
    return log_in("reviewer", enforce_csrf_checks=True).post(reverse("preferences"), {})


def failing(stage: Stage, log_in: LogIn) -> Any:
    client = log_in("reviewer")
    client.raise_request_exception = False
    return client.get(reverse("desk"))


def throttled(stage: Stage, log_in: LogIn) -> Any:
    answers = [
        Client().post(
            reverse("login"), {"username": "reader", "password": "wrong"}, REMOTE_ADDR="203.0.113.9"
        )
        for _ in range(10)
    ]
    return answers[-1]


def save(client: Client, stage: Stage, **fields: Any) -> Any:
    sentence = stage.ours.sentence
    return client.post(address("sentence-save", sentence), decision(sentence, **fields), headers=HTMX)


CASES: dict[str, tuple[int, Callable[[Stage, LogIn], Any]]] = {
    "page": (
        200,
        lambda stage, log_in: log_in("viewer").get(reverse("article", args=[stage.ours.article.pk])),
    ),
    "fragment": (
        200,
        lambda stage, log_in: log_in("viewer").get(address("sentence", stage.ours.sentence), headers=HTMX),
    ),
    "log-in": (200, lambda stage, log_in: Client().get(reverse("login"))),
    "admin": (200, lambda stage, log_in: log_in("superuser").get(reverse("admin:index"))),
    "admin's log-in": (200, lambda stage, log_in: Client().get(reverse("admin:login"))),
    "sign of life": (200, lambda stage, log_in: Client().get(reverse("health"))),
    "export": (
        200,
        lambda stage, log_in: log_in("chief").post(
            reverse("export-file", args=[stage.ours.corpus.slug]), {"format": "errors-csv"}
        ),
    ),
    "to the log-in": (302, lambda stage, log_in: Client().get(reverse("desk"))),
    "after log-in": (
        302,
        lambda stage, log_in: Client().post(reverse("login"), {"username": "reader", "password": PASSWORD}),
    ),
    "saved": (
        302,
        lambda stage, log_in: log_in("reviewer").post(
            address("sentence-save", stage.ours.sentence), decision(stage.ours.sentence, text="x")
        ),
    ),
    "incomplete": (
        400,
        lambda stage, log_in: log_in("reviewer").post(address("sentence-save", stage.ours.sentence), {}),
    ),
    "forbidden": (
        403,
        lambda stage, log_in: log_in("viewer").get(reverse("export", args=[stage.ours.corpus.slug])),
    ),
    "without token": (403, forbidden_csrf),
    "missing": (404, lambda stage, log_in: log_in("viewer").get(reverse("article", args=[999_999]))),
    "no such address": (404, lambda stage, log_in: log_in("viewer").get("/nothing/here/")),
    "wrong method": (405, lambda stage, log_in: log_in("viewer").post(reverse("desk"))),
    "conflict": (409, lambda stage, log_in: save(log_in("reviewer"), stage, text="x", version=9)),
    "invalid": (422, lambda stage, log_in: save(log_in("reviewer"), stage, text="\0")),
    "throttled": (429, throttled),
    "failure": (500, failing),
}


@pytest.mark.parametrize("case", CASES)
def test_every_response_carries_the_headers(
    stage: Stage, log_in: LogIn, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    if case == "failure":

        def fail(*args: object, **more: object) -> None:
            raise RuntimeError("the desk is on fire")

        monkeypatch.setattr(desk_views, "desk_of", fail)
    status, ask = CASES[case]

    response = ask(stage, log_in)

    assert response.status_code == status
    headers = response.headers
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in headers["Content-Security-Policy"].split(";")
        if part.strip()
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "nonce" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    kept = {part.strip() for part in headers["Cache-Control"].split(",")}
    assert {"private", "no-store"} <= kept
    assert "public" not in kept
    assert "hx-request" in {part.strip().lower() for part in headers["Vary"].split(",")}


def test_the_failure_page_tells_nothing_of_the_failure(
    stage: Stage, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **more: object) -> None:
        raise RuntimeError("the desk is on fire")

    monkeypatch.setattr(desk_views, "desk_of", fail)

    assert b"fire" not in failing(stage, log_in).content


@pytest.mark.parametrize("name", ["sentence-history", "job"])
def test_one_address_has_two_bodies_told_apart_by_the_header(stage: Stage, log_in: LogIn, name: str) -> None:
    where = (
        reverse("job", args=[stage.ours.corpus.slug, stage.ours.job.pk])
        if name == "job"
        else address(name, stage.ours.sentence)
    )
    client = log_in("manager")

    page, fragment = client.get(where), client.get(where, headers=HTMX)

    assert b"<html" in page.content
    assert b"<html" not in fragment.content
    assert page.headers["Vary"] == fragment.headers["Vary"]
