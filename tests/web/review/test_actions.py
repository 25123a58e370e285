"""Each decision on a sentence, by page and by fragment: carried out once, or refused with nothing lost."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from reviewapp.domain.text.admission import MAX_CHARACTERS
from reviewapp.models import Article, Event, Revision
from tests import factories
from tests.web.markup import page_of
from tests.web.sentences import HTMX, address, decision, marking, row_id, state_of

if TYPE_CHECKING:
    from django.test import Client

    from reviewapp.models import Translation
    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db

NEW = "The first ferry left the wharf at six."
# What each action needs beside version and key, and whether the sentence stays open after it.
ACTIONS: dict[str, tuple[dict[str, Any], bool]] = {
    "sentence-save": ({"text": NEW}, False),
    "sentence-accept": ({}, False),
    "sentence-discuss": ({"reason": "Which wharf?"}, False),
    "sentence-reopen": ({}, True),
    "sentence-restore": ({"number": 1}, True),
    "error-mark": ({}, True),
    "error-remove": ({}, True),
}
VERSIONED = [name for name in ACTIONS if not name.startswith("error")]


def form_for(name: str, translation: Translation, **more: Any) -> dict[str, Any]:
    fields, _ = ACTIONS[name]
    if name == "error-mark":
        return marking(translation, **more)
    return decision(translation, **{**fields, **more})


def place_of(name: str, stage: Stage) -> str:
    more = [stage.ours.error.pk] if name == "error-remove" else []
    return address(name, stage.ours.sentence, *more)


def position_in(location: str) -> str:
    return location.rpartition("#")[2]


@pytest.mark.parametrize("name", ACTIONS)
def test_without_script_it_leads_to_the_sentence_to_work_on(
    stage: Stage, reviewer: Client, name: str
) -> None:
    response = reviewer.post(place_of(name, stage), form_for(name, stage.ours.sentence))

    _, stays = ACTIONS[name]
    assert response.status_code == 302
    page, _, place = response.headers["Location"].partition("#")
    assert page.startswith(reverse("article", args=[stage.ours.article.pk]))
    assert place == f"sentence-{1 if stays else 2}"
    assert Event.objects.get().operation is not None

    shown = page_of(reviewer.get(page))
    opened = stage.ours.sentences[0 if stays else 1]
    assert shown.one("li", aria_current="true")["id"] == row_id(opened)


@pytest.mark.parametrize("name", ACTIONS)
def test_htmx_gets_the_regions_that_changed(stage: Stage, reviewer: Client, name: str) -> None:
    first, second, _ = stage.ours.sentences
    sent = {**form_for(name, first), "close": first.pk}

    response = reviewer.post(place_of(name, stage), sent, headers=HTMX)

    _, stays = ACTIONS[name]
    assert response.status_code == 200
    regions = page_of(response)
    top = {part["id"]: part for part in regions.parts if not isinstance(part, str)}
    rows = [row_id(first)] if stays else [row_id(first), row_id(second)]
    assert list(top) == [*rows, "article-bar", "open-row", "announcement"]
    # The row asked for is swapped by the request itself, the rest out of band.
    assert top[rows[0]].get("hx-swap-oob") is None
    assert {part.get("hx-swap-oob") for name, part in top.items() if name != rows[0]} == {"true"}
    opened = stage.ours.sentences[0 if stays else 1]
    assert [part["id"] for part in regions.all("li", aria_current="true")] == [row_id(opened)]
    assert top["open-row"]["value"] == str(opened.pk)
    assert top["announcement"].text.strip()
    assert not regions.all("html")
    assert len(set(regions.ids())) == len(regions.ids())


def test_htmx_closes_the_row_that_was_open_elsewhere(stage: Stage, reviewer: Client) -> None:
    first, _, third = stage.ours.sentences

    regions = page_of(
        reviewer.get(address("sentence", third), {"close": first.pk}, headers=HTMX),
    )

    assert regions.one("li", aria_current="true")["id"] == row_id(third)
    assert regions.one(id=row_id(first)).get("hx-swap-oob") == "true"


@pytest.mark.parametrize("close", ["", "x", "9" * 30])
def test_htmx_opens_a_row_whatever_it_says_is_open(stage: Stage, reviewer: Client, close: str) -> None:
    response = reviewer.get(address("sentence", stage.ours.sentence), {"close": close}, headers=HTMX)

    assert response.status_code == 200


def test_saving_stores_the_text_as_typed(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence
    typed = "  Two\r\nlines \u00e9 e\u0301 🚢 "

    reviewer.post(address("sentence-save", sentence), decision(sentence, text=typed, seconds="12.5"))

    sentence.refresh_from_db()
    assert sentence.text == "  Two\nlines \u00e9 e\u0301 🚢 "
    assert (sentence.status, sentence.version, sentence.text_number) == ("corrected", 2, 2)
    assert sentence.decided_by == stage.people["reviewer"]
    assert Revision.objects.get().seconds_active == 12.5


@pytest.mark.parametrize(("seconds", "kept"), [("", None), ("999999", 3600.0)])
def test_working_time_is_believed_within_reason(
    stage: Stage, reviewer: Client, seconds: str, kept: float | None
) -> None:
    sentence = stage.ours.sentence

    reviewer.post(address("sentence-save", sentence), decision(sentence, text=NEW, seconds=seconds))

    assert Revision.objects.get().seconds_active == kept


def test_saving_the_machines_text_accepts_it(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence

    reviewer.post(address("sentence-save", sentence), decision(sentence, text=sentence.original))

    sentence.refresh_from_db()
    assert sentence.status == "accepted"
    assert not Revision.objects.exists()


def test_an_emptied_sentence_is_a_correction(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence

    assert reviewer.post(address("sentence-save", sentence), decision(sentence, text="")).status_code == 302
    sentence.refresh_from_db()
    assert (sentence.text, sentence.status) == ("", "corrected")
    assert reviewer.get(reverse("article", args=[stage.ours.article.pk])).status_code == 200


def test_then_stay_keeps_the_sentence_open(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence

    response = reviewer.post(address("sentence-save", sentence), decision(sentence, text=NEW, then="stay"))

    assert response.headers["Location"].endswith("#sentence-1")


def test_after_the_last_sentence_it_stays(stage: Stage, reviewer: Client) -> None:
    last = stage.ours.sentences[-1]

    response = reviewer.post(address("sentence-accept", last), decision(last))

    assert response.headers["Location"].endswith("#sentence-3")


def test_reopening_takes_the_decision_back_and_keeps_the_text(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence
    reviewer.post(address("sentence-save", sentence), decision(sentence, text=NEW))
    sentence.refresh_from_db()

    reviewer.post(address("sentence-reopen", sentence), decision(sentence))

    sentence.refresh_from_db()
    assert (sentence.text, sentence.status, sentence.decided_by) == (NEW, "open", None)


def test_restoring_brings_an_earlier_text_back(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence
    reviewer.post(address("sentence-save", sentence), decision(sentence, text=NEW))
    sentence.refresh_from_db()
    history = page_of(reviewer.get(address("sentence-history", sentence)))
    form = history.form(address("sentence-restore", sentence))

    response = reviewer.post(form["action"], form.fields())

    assert response.status_code == 302
    sentence.refresh_from_db()
    assert (sentence.text, sentence.text_number, sentence.status) == (sentence.original, 3, "accepted")
    assert Revision.objects.get(number=3).restored_number == 1


INVALID = [
    ("sentence-save", {"text": "x" * (MAX_CHARACTERS + 1)}),
    ("sentence-save", {"text": "No \x00 here."}),
    ("sentence-save", {"text": "No \x1b here."}),
    ("sentence-save", {"text": NEW, "seconds": "soon"}),
    ("sentence-discuss", {"reason": ""}),
    ("sentence-discuss", {"reason": "   "}),
    ("sentence-discuss", {"reason": "x" * 2001}),
    ("sentence-restore", {"number": ""}),
    ("sentence-restore", {"number": 99}),
    ("sentence-restore", {"number": 10**30}),
    ("error-mark", {"category": ""}),
    ("error-mark", {"severity": "fatal"}),
    ("error-mark", {"note": "x" * 2001}),
]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize(("name", "fields"), INVALID)
def test_what_is_invalid_is_refused_with_the_reason_and_what_was_typed(
    stage: Stage, reviewer: Client, name: str, fields: dict[str, Any], headers: dict[str, str]
) -> None:
    sentence = stage.ours.sentence
    before = state_of(sentence)
    typed = fields.get("text", "Typed and not saved.")

    sent = form_for(name, sentence, **{"text": typed, **fields})
    response = reviewer.post(place_of(name, stage), sent, headers=headers)

    assert response.status_code == 422
    shown = page_of(response)
    assert bool(shown.all("html")) is not bool(headers)
    row = shown.one("li", id=row_id(sentence))
    assert row.get("aria-current") == "true"
    assert row.one(role="alert").text.strip()
    assert row.form(address("sentence-save", sentence)).fields()["text"] == typed
    assert state_of(sentence) == before
    assert not Event.objects.exists()
    if headers:
        assert shown.one(id="announcement").text.strip()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("missing", ["version", "operation"])
@pytest.mark.parametrize("value", [None, "", "x"])
def test_without_version_or_key_nothing_changes(
    stage: Stage, reviewer: Client, missing: str, value: str | None, headers: dict[str, str]
) -> None:
    sentence, error = stage.ours.sentence, stage.ours.error
    before = state_of(sentence), state_of(error), state_of(stage.ours.article)
    for name in ACTIONS:
        field = {"error-mark": "text_number"}.get(name, missing) if missing == "version" else missing
        if name == "error-remove" and missing == "version":
            continue
        sent = form_for(name, sentence)
        del sent[field]
        if value is not None:
            sent[field] = value

        assert reviewer.post(place_of(name, stage), sent, headers=headers).status_code == 400, name

    assert (state_of(sentence), state_of(error), state_of(stage.ours.article)) == before
    assert not Event.objects.exists()


@pytest.mark.parametrize("name", ACTIONS)
def test_the_same_form_sent_twice_is_done_once(stage: Stage, reviewer: Client, name: str) -> None:
    sent = form_for(name, stage.ours.sentence)
    where = place_of(name, stage)

    first = reviewer.post(where, sent)
    after = state_of(stage.ours.sentence), stage.ours.sentence.errors.count(), Revision.objects.count()
    second = reviewer.post(where, sent)

    if name == "error-remove":
        # Its error is gone, and with it the address.
        assert (first.status_code, second.status_code) == (302, 404)
    else:
        assert (first.status_code, second.status_code) == (302, 302)
        assert second.headers["Location"] == first.headers["Location"]
    assert Event.objects.count() == 1
    assert (
        state_of(stage.ours.sentence),
        stage.ours.sentence.errors.count(),
        Revision.objects.count(),
    ) == after


def test_a_key_that_comes_back_with_another_text_is_refused(stage: Stage, reviewer: Client) -> None:
    sentence, key = stage.ours.sentence, str(uuid.uuid4())
    where = address("sentence-save", sentence)
    reviewer.post(where, decision(sentence, text=NEW, operation=key))

    response = reviewer.post(where, decision(sentence, text="Another.", operation=key))

    assert response.status_code == 422
    sentence.refresh_from_db()
    assert sentence.text == NEW
    assert page_of(response).form(where).fields()["text"] == "Another."


@pytest.mark.parametrize("status", ["reviewed", "signed-off"])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_closed_article_is_not_changed(
    stage: Stage, log_in: LogIn, status: str, headers: dict[str, str]
) -> None:
    manager, sentence = log_in("manager"), stage.ours.sentence
    Article.objects.filter(pk=stage.ours.article.pk).update(status=status)
    before = state_of(sentence), state_of(stage.ours.error)
    for name in ACTIONS:
        response = manager.post(place_of(name, stage), form_for(name, sentence), headers=headers)

        assert response.status_code == 422, name
        row = page_of(response).one("li", id=row_id(sentence))
        assert row.one(role="alert").text.strip()
        if name == "sentence-save":
            # There is no field any more, but nothing typed is lost.
            assert "six" in "".join(part.text for part in row.all("ins"))

    assert (state_of(sentence), state_of(stage.ours.error)) == before
    assert not Event.objects.exists()


def test_a_closed_article_offers_no_field(stage: Stage, reviewer: Client) -> None:
    Article.objects.filter(pk=stage.ours.article.pk).update(status="reviewed")

    page = page_of(reviewer.get(reverse("article", args=[stage.ours.article.pk])))

    assert not page.all("textarea")
    assert not page.all("form", action=address("error-mark", stage.ours.sentence))


def test_a_viewer_is_offered_no_field(stage: Stage, log_in: LogIn) -> None:
    page = page_of(log_in("viewer").get(reverse("article", args=[stage.ours.article.pk])))

    assert not page.all("textarea")
    assert [form["action"] for form in page.all("form", method="post")] == [reverse("logout")]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_viewer_is_refused(stage: Stage, log_in: LogIn, headers: dict[str, str]) -> None:
    viewer = log_in("viewer")
    for name in ACTIONS:
        where = place_of(name, stage)
        response = viewer.post(where, form_for(name, stage.ours.sentence), headers=headers)

        assert response.status_code == 403, name


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_an_action_is_not_read(stage: Stage, reviewer: Client, headers: dict[str, str]) -> None:
    for name in ACTIONS:
        response = reviewer.get(place_of(name, stage), headers=headers)

        assert response.status_code == 405, name
        assert response.headers["Allow"] == "POST"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("name", VERSIONED)
def test_the_later_of_two_gets_both_texts_and_can_save_again(
    stage: Stage, reviewer: Client, log_in: LogIn, name: str, headers: dict[str, str]
) -> None:
    sentence = stage.ours.sentence
    late = form_for(name, sentence, text="My own ferry.")
    theirs = "The chief's ferry."
    log_in("chief").post(address("sentence-save", sentence), decision(sentence, text=theirs))
    before = state_of(sentence)

    response = reviewer.post(place_of(name, stage), late, headers=headers)

    assert response.status_code == 409
    assert state_of(sentence) == before
    shown = page_of(response)
    assert bool(shown.all("html")) is not bool(headers)
    row = shown.one("li", id=row_id(sentence))
    alert = row.one(role="alert")
    assert str(stage.people["chief"]) in alert.text
    assert theirs in [part.text for part in alert.all(class_="text")]
    both = alert.all(class_="text")[1]
    assert both.all("ins")
    assert both.all("del")
    form = row.form(address("sentence-save", sentence))
    assert form.fields()["text"] == "My own ferry."
    assert form.fields()["version"] == str(before["version"])
    assert form.fields()["operation"] != late["operation"]

    again = reviewer.post(form["action"], form.fields(), headers=headers)

    assert again.status_code == (200 if headers else 302)
    sentence.refresh_from_db()
    assert (sentence.text, sentence.decided_by) == ("My own ferry.", stage.people["reviewer"])
    assert sentence.revisions.filter(text=theirs).exists()


def test_a_conflict_about_a_decision_shows_the_text_that_stands(
    stage: Stage, reviewer: Client, log_in: LogIn
) -> None:
    sentence = stage.ours.sentence
    late = decision(sentence)
    log_in("chief").post(address("sentence-save", sentence), decision(sentence, text=NEW))

    response = reviewer.post(address("sentence-accept", sentence), late)

    assert response.status_code == 409
    assert page_of(response).form(address("sentence-save", sentence)).fields()["text"] == NEW


@pytest.mark.parametrize("version", [0, -1, 10**30])
def test_an_impossible_version_changes_nothing(stage: Stage, reviewer: Client, version: int) -> None:
    sentence = stage.ours.sentence

    response = reviewer.post(
        address("sentence-save", sentence), decision(sentence, text=NEW, version=version)
    )

    assert response.status_code == (409 if version > 0 else 400)
    assert state_of(sentence)["version"] == 1


def test_fields_that_no_form_has_are_ignored(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence
    extra = {"original": "Mine.", "status": "discussion", "decided_by": 1, "system": 1, "text_number": 9}

    reviewer.post(address("sentence-save", sentence), decision(sentence, text=NEW, **extra))

    stored = state_of(sentence)
    assert (stored["original"], stored["status"], stored["text_number"]) == (
        sentence.original,
        "corrected",
        2,
    )
    assert stored["system_id"] == sentence.system_id


def test_a_preview_stores_nothing(stage: Stage, log_in: LogIn) -> None:
    sentence = stage.ours.sentence
    before = state_of(sentence)

    response = log_in("viewer").post(address("sentence-preview", sentence), {"text": NEW}, headers=HTMX)

    region = page_of(response)
    assert response.status_code == 200
    assert region.ids() == [f"changes-{sentence.pk}"]
    kept = "".join(part.own_words for part in region.all("ins"))
    assert "six" in kept
    assert state_of(sentence) == before
    assert not Event.objects.exists()


def test_a_preview_takes_text_of_any_length(stage: Stage, reviewer: Client) -> None:
    where = address("sentence-preview", stage.ours.sentence)

    assert reviewer.post(where, {"text": "x" * (MAX_CHARACTERS * 3)}, headers=HTMX).status_code == 200
    assert reviewer.post(where, {}, headers=HTMX).status_code == 200


def test_an_error_taken_back_by_somebody_else_is_gone(stage: Stage, reviewer: Client) -> None:
    type(stage.ours.error).objects.filter(pk=stage.ours.error.pk).update(removed_at=factories.NOON)

    where = address("error-remove", stage.ours.sentence, stage.ours.error.pk)
    assert reviewer.post(where, decision(stage.ours.sentence)).status_code == 404
