"""Taking data out: who may, what is chosen, how the file is named, encoded and guarded."""

from __future__ import annotations

import csv
import datetime
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from reviewapp.models import Event, Translation
from tests import factories
from tests.web.markup import page_of
from tests.web.sentences import address, decision

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(log_in: LogIn) -> Client:
    return log_in("chief")


def take(client: Client, stage: Stage, **fields: Any) -> Any:
    sent = {"format": "corrections-csv", **fields}
    return client.post(reverse("export-file", args=[stage.ours.corpus.slug]), sent)


def content_of(response: Any) -> str:
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def rows_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content_of(response), newline="")))


def originals(response: Any) -> list[str]:
    return [row["mt_original"] for row in rows_of(response)]


def test_the_file_is_streamed_and_named(stage: Stage, chief: Client) -> None:
    response = take(chief, stage)

    assert response.streaming
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith(f'attachment; filename="{stage.ours.corpus.slug}-')
    assert disposition.endswith('-corrections.csv"')
    assert "Content-Length" not in response.headers
    assert len(rows_of(response)) == 4


@pytest.mark.parametrize(
    ("kind", "ending", "content_type"),
    [
        ("corrections-csv", "-corrections.csv", "text/csv"),
        ("errors-csv", "-errors.csv", "text/csv"),
        ("corrections-jsonl", "-corrections.jsonl", "application/jsonl"),
        ("errors-jsonl", "-errors.jsonl", "application/jsonl"),
    ],
)
def test_each_format_has_its_name_and_type(
    stage: Stage, chief: Client, kind: str, ending: str, content_type: str
) -> None:
    response = take(chief, stage, format=kind)

    assert response.headers["Content-Disposition"].rstrip('"').endswith(ending)
    assert response.headers["Content-Type"].startswith(content_type)
    content = content_of(response)
    if kind.endswith("jsonl"):
        records = [json.loads(line) for line in content.splitlines()]
        assert len(records) == (4 if "corrections" in kind else 1)
    assert stage.ours.corpus.slug in content
    assert stage.theirs.corpus.slug not in content


def test_taking_data_out_is_written_down(stage: Stage, chief: Client) -> None:
    content_of(take(chief, stage, format="errors-csv"))

    event = Event.objects.get()
    assert (event.action, event.actor) == ("exported", stage.people["chief"])
    assert event.details["format"] == "errors-csv"


def test_a_byte_order_mark_comes_when_asked_for(stage: Stage, chief: Client) -> None:
    assert content_of(take(chief, stage, bom="on")).startswith("\ufeff")
    assert not content_of(take(chief, stage)).startswith("\ufeff")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "'=1", "\t=1", "＝1"])
def test_cells_that_look_like_formulas_are_guarded_unless_raw(stage: Stage, chief: Client, text: str) -> None:
    factories.make_sentence(stage.ours.article, text)

    assert f"'{text}" in originals(take(chief, stage))
    assert text in originals(take(chief, stage, raw="on"))


def test_each_filter_limits(stage: Stage, chief: Client, reviewer: Client) -> None:
    first, second, third = stage.ours.sentences
    elsewhere = stage.ours.other_sentence
    reviewer.post(address("sentence-save", first), decision(first, text="The first ferry left."))
    chief.post(address("sentence-accept", second), decision(second))
    Translation.objects.filter(pk=second.pk).update(
        decided_at=datetime.datetime(2026, 3, 2, 23, 59, 59, tzinfo=datetime.UTC)
    )
    editor = stage.people["reviewer"]
    assert editor
    asked: list[tuple[dict[str, Any], list[Translation]]] = [
        ({}, [first, second, third, elsewhere]),
        ({"system": stage.ours.article.review_system_id}, [first, second, third]),
        ({"article": stage.ours.other_article.pk}, [elsewhere]),
        ({"article": [stage.ours.article.pk, stage.ours.other_article.pk], "status": "accepted"}, [second]),
        ({"status": ["accepted", "corrected"]}, [first, second]),
        ({"editor": editor.pk}, [first]),
        ({"since": "2026-03-02", "until": "2026-03-02"}, [second]),
        ({"since": "2026-03-03"}, [first]),
        ({"until": "2026-03-01"}, []),
    ]
    for fields, wanted in asked:
        assert originals(take(chief, stage, **fields)) == [row.original for row in wanted], fields


BAD = [
    {"format": "xlsx"},
    {"format": ""},
    {"status": "burnt"},
    {"system": "9" * 30},
    {"system": "x"},
    {"editor": "x"},
    {"since": "yesterday"},
    {"until": "2026-02-30"},
    {"article": "0"},
]


@pytest.mark.parametrize("fields", BAD, ids=str)
def test_a_filter_that_is_none_is_refused_and_nothing_written_down(
    stage: Stage, chief: Client, fields: dict[str, str]
) -> None:
    response = take(chief, stage, **fields)

    assert response.status_code == 422
    page = page_of(response)
    assert page.all("form", action=reverse("export-file", args=[stage.ours.corpus.slug]))
    assert not Event.objects.exists()


@pytest.mark.parametrize("field", ["article", "system", "editor"])
def test_a_filter_by_what_is_foreign_is_refused(stage: Stage, chief: Client, field: str) -> None:
    stranger = stage.people["stranger"]
    assert stranger
    foreign = {
        "article": stage.theirs.article.pk,
        "system": stage.theirs.article.review_system_id,
        "editor": stranger.pk,
    }

    assert take(chief, stage, **{field: foreign[field]}).status_code == 422


def test_the_form_limits_to_the_articles_of_its_address(stage: Stage, chief: Client) -> None:
    where = reverse("export", args=[stage.ours.corpus.slug])
    asked: list[str | bytes | int] = [stage.ours.article.pk, stage.theirs.article.pk, "x", "9" * 30, "²"]

    page = page_of(chief.get(where, {"article": asked}))

    form = page.form(reverse("export-file", args=[stage.ours.corpus.slug]))
    assert [field["value"] for field in form.all("input", name="article")] == [str(stage.ours.article.pk)]
    assert stage.theirs.article.title not in page.text


def test_the_form_offers_only_what_is_ours(stage: Stage, chief: Client) -> None:
    page = page_of(chief.get(reverse("export", args=[stage.ours.corpus.slug])))
    form = page.form(reverse("export-file", args=[stage.ours.corpus.slug]))

    systems = set(stage.ours.corpus.systems.values_list("pk", flat=True))
    assert {int(field["value"]) for field in form.all("input", name="system")} == systems
    names = [option.text for option in form.one("select", name="editor").all("option")[1:]]
    assert sorted(names) == ["chief", "colleague", "owner", "reader"]
    for field in form.all("input", type="checkbox"):
        assert form.all("label", for_=field["id"])


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_who_only_reviews_takes_nothing_out(stage: Stage, log_in: LogIn, role: str) -> None:
    client = log_in(role)

    assert client.get(reverse("export", args=[stage.ours.corpus.slug])).status_code == 403
    assert take(client, stage).status_code == 403
    assert not Event.objects.exists()


@pytest.mark.parametrize("name", ['quo"te', "semi;colon", "line\r\nbreak", "\u2028sep", "ü/..\\x"])
def test_no_name_splits_the_header(stage: Stage, chief: Client, name: str) -> None:
    corpus = stage.ours.corpus
    type(corpus).objects.filter(pk=corpus.pk).update(name=name)

    response = take(chief, stage)

    assert response.status_code == 200
    assert "\n" not in response.headers["Content-Disposition"]
    assert response.headers["Content-Disposition"].count('"') == 2
