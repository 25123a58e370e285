"""A person's own settings: theirs, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from reviewapp.models import User
from tests.factories import PASSWORD
from tests.web.markup import page_of
from tests.web.sentences import state_of

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.conftest import Stage

pytestmark = pytest.mark.django_db


def test_they_are_stored_and_shown(stage: Stage, reviewer: Client) -> None:
    sent = {"first_name": "Lam", "email": "lam@harbour.example", "hides_source_first": "on"}

    response = reviewer.post(reverse("preferences"), sent, follow=True)

    assert response.redirect_chain == [(reverse("preferences"), 302)]
    fields = page_of(response).one("main").one("form").fields()
    assert (fields["first_name"], fields["email"]) == ("Lam", "lam@harbour.example")
    assert "hides_source_first" in fields
    assert "single_key_shortcuts" not in fields


def test_what_is_invalid_is_refused_and_kept(stage: Stage, reviewer: Client) -> None:
    response = reviewer.post(reverse("preferences"), {"first_name": "Lam", "email": "at home"})

    assert response.status_code == 422
    form = page_of(response).one("main").one("form")
    assert form.fields()["email"] == "at home"
    assert form.one(class_="errorlist").text.strip()
    assert not User.objects.filter(first_name="Lam").exists()


def test_no_field_but_the_forms_own_can_be_set(stage: Stage, reviewer: Client) -> None:
    person = stage.people["reviewer"]
    assert person
    before = state_of(person)
    extra = dict.fromkeys((field.name for field in User._meta.get_fields()), "1")

    reviewer.post(
        reverse("preferences"),
        {**extra, "first_name": "Lam", "email": "", "is_superuser": "on", "is_staff": "on"},
    )

    changed = {name for name, value in state_of(person).items() if value != before[name]}
    assert changed <= {"first_name", "last_name", "email", "single_key_shortcuts", "hides_source_first"}
    assert User.objects.get(pk=person.pk).first_name == "Lam"


def test_each_field_has_its_label(stage: Stage, reviewer: Client) -> None:
    for name in ("preferences", "password_change"):
        form = page_of(reviewer.get(reverse(name))).one("main").one("form")
        for field in form.all("input"):
            if field.get("type") != "hidden":
                assert form.one("label", for_=field["id"]).text.strip()


def test_a_new_password_needs_the_old_one(stage: Stage, reviewer: Client) -> None:
    new = "seven-loud-harbour-gulls"
    sent = {"old_password": "guessed", "new_password1": new, "new_password2": new}
    where = reverse("password_change")

    reviewer.post(where, sent)
    assert User.objects.get(username="colleague").check_password(PASSWORD)
    response = reviewer.post(where, {**sent, "old_password": PASSWORD})

    assert (response.status_code, response.headers["Location"]) == (302, reverse("preferences"))
    assert User.objects.get(username="colleague").check_password(new)
    # This session goes on, every other one has ended.
    assert reviewer.get(reverse("desk")).status_code == 200


@pytest.mark.parametrize("weak", ["short-1", "123456789012", "colleague-12", "startfinding"])
def test_a_weak_password_is_refused(stage: Stage, reviewer: Client, weak: str) -> None:
    sent = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}

    reviewer.post(reverse("password_change"), sent)

    assert User.objects.get(username="colleague").check_password(PASSWORD)
