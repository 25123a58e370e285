"""What somebody meets whose log-in has ended."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_is_come_back_to(client: Client) -> None:
    assert client.get("/articles/7/?sentence=3")["Location"] == "/login/?next=/articles/7/%3Fsentence%3D3"


def test_a_form_leads_to_the_desk_since_its_address_cannot_be_opened(client: Client) -> None:
    assert client.post("/articles/7/sentences/9/save/")["Location"] == "/login/?next=/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_fragment_is_refused_and_the_log_in_page_takes_no_sentences_place(
    client: Client, method: str
) -> None:
    answer = getattr(client, method)("/articles/7/sentences/9/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Content-Type"]) == (401, "text/plain")
