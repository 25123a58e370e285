"""Logging in and out, the throttle, where `next` may lead, and the sign of life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD
from tests.web.markup import page_of

if TYPE_CHECKING:
    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db


def try_log_in(client: Client, name: str, password: str, *, ip: str = "203.0.113.7", **more: Any) -> Any:
    sent = {"username": name, "password": password, **more}
    return client.post(reverse("login"), sent, REMOTE_ADDR=ip)


def test_the_right_password_leads_to_the_desk(stage: Stage, client: Client) -> None:
    response = try_log_in(client, "colleague", PASSWORD)

    assert (response.status_code, response.headers["Location"]) == (302, reverse("desk"))
    assert client.get(reverse("desk")).status_code == 200


def test_the_session_is_a_new_one_after_log_in(stage: Stage, client: Client) -> None:
    session = client.session
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""

    try_log_in(client, "colleague", PASSWORD)

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_wrong_password_says_the_same_as_an_unknown_name(stage: Stage, client: Client) -> None:
    answers = [try_log_in(client, name, "wrong") for name in ("colleague", "nobody-here")]

    assert [answer.status_code for answer in answers] == [200, 200]
    alerts = [page_of(answer).one("div", role="alert").text for answer in answers]
    assert alerts[0] == alerts[1] != ""


def test_somebody_inactive_cannot_log_in(stage: Stage, client: Client) -> None:
    person = stage.people["reviewer"]
    assert person
    type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert try_log_in(client, "colleague", PASSWORD).status_code == 200


def test_ten_wrong_attempts_close_this_name_from_this_address_alone(stage: Stage, client: Client) -> None:
    answers = [try_log_in(client, "colleague", f"wrong-{attempt}") for attempt in range(10)]

    assert [answer.status_code for answer in answers] == [200] * 9 + [429]
    closed = try_log_in(client, "colleague", PASSWORD)
    assert closed.status_code == 429
    page = page_of(closed)
    assert page.one("h1").text.strip()
    assert not page.all("form")
    assert "registration/locked_out.html" in [template.name for template in closed.templates]

    assert try_log_in(Client(), "colleague", PASSWORD, ip="198.51.100.9").status_code == 302
    assert try_log_in(Client(), "reader", PASSWORD).status_code == 302
    # The count is kept in the database, so that all processes share it.
    assert (
        AccessAttempt.objects.get(username="colleague", ip_address="203.0.113.7").failures_since_start >= 10
    )


def test_a_forwarded_address_that_no_proxy_of_ours_wrote_moves_no_count(stage: Stage, client: Client) -> None:
    for attempt in range(10):
        client.post(
            reverse("login"),
            {"username": "colleague", "password": "wrong"},
            REMOTE_ADDR="203.0.113.7",
            headers={"X-Forwarded-For": f"198.51.100.{attempt}"},
        )

    assert try_log_in(client, "colleague", PASSWORD).status_code == 429


def test_logging_in_forgets_the_wrong_attempts(stage: Stage, client: Client) -> None:
    for _ in range(2):
        for attempt in range(9):
            assert try_log_in(client, "colleague", f"wrong-{attempt}").status_code == 200
        assert try_log_in(client, "colleague", PASSWORD).status_code == 302
        client.logout()


def test_the_admins_log_in_is_throttled_as_well(stage: Stage, client: Client) -> None:
    for attempt in range(10):
        client.post(reverse("admin:login"), {"username": "root", "password": f"wrong-{attempt}"})

    closed = client.post(reverse("admin:login"), {"username": "root", "password": PASSWORD})
    assert closed.status_code == 429


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "\\\\evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "https://testserver@evil.example/",
    " //evil.example",
    "\t//evil.example",
]


@pytest.mark.parametrize("place", ELSEWHERE)
def test_next_never_leads_elsewhere(stage: Stage, log_in: LogIn, place: str) -> None:
    client = Client()
    response = client.post(
        reverse("login"),
        {"username": "colleague", "password": PASSWORD, "next": place},
        query_params={"next": place},
    )
    assert response.headers["Location"] == reverse("desk")

    # Whoever is logged in already is sent on by a plain visit.
    for address in ("login", "admin:login"):
        visited = log_in("superuser").get(reverse(address), {"next": place})
        assert visited.headers["Location"] in {reverse("desk"), reverse("admin:index")}

    assert log_in("reviewer").post(reverse("logout"), {"next": place}).headers["Location"] == reverse("login")


def test_next_leads_back_to_where_somebody_came_from(stage: Stage, client: Client) -> None:
    article = reverse("article", args=[stage.ours.article.pk])
    sent_away = client.get(article, {"sentence": "2"})
    page = page_of(client.get(sent_away.headers["Location"]))
    fields = page.one("form").fields()

    response = try_log_in(client, "colleague", PASSWORD, next=fields["next"])

    assert response.headers["Location"] == f"{article}?sentence=2"


def test_logging_out_takes_a_post(stage: Stage, log_in: LogIn) -> None:
    client = log_in("reviewer")

    assert client.get(reverse("logout")).status_code == 405
    assert client.get(reverse("desk")).status_code == 200
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("logout"))
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get(reverse("desk")).status_code == 302


def test_the_sign_of_life_needs_no_log_in(client: Client) -> None:
    response = client.get(reverse("health"))

    assert (response.status_code, response.content) == (200, b"ok")
    assert not response.cookies
