"""Marking an error through the form: by selection, by word choices, or the whole sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from reviewapp.models import Category, Error
from tests import factories
from tests.web.markup import page_of
from tests.web.sentences import HTMX, address, decision, marking, row_id

if TYPE_CHECKING:
    from django.test import Client

    from reviewapp.models import Translation
    from tests.web.conftest import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def boats(stage: Stage) -> Translation:
    """Return a sentence whose browser offsets differ from ours from its second character on."""
    return factories.make_sentence(stage.ours.article, "🚢🚢 The ferry left.", source="🐟 Phà rời bến.")


def send(client: Client, translation: Translation, **fields: Any) -> Any:
    return client.post(address("error-mark", translation), marking(translation, **fields))


MARKED = [
    # UTF-16 units as a browser counts them: each ship is two of them.
    ("target", 9, 14, "ferry", (7, 12)),
    ("target", 10, 12, "ferry", (7, 12)),
    ("target", 0, 4, "🚢🚢", (0, 2)),
    # Half a ship takes in the whole one.
    ("target", 1, 2, "🚢", (0, 1)),
    ("source", 3, 6, "Phà", (2, 5)),
]


@pytest.mark.parametrize(("side", "start", "end", "words", "span"), MARKED)
def test_a_selection_counts_as_browsers_do_and_grows_to_words(
    boats: Translation, reviewer: Client, side: str, start: int, end: int, words: str, span: tuple[int, int]
) -> None:
    assert send(reviewer, boats, side=side, start=start, end=end, note="Too plain.").status_code == 302

    error = Error.objects.get(translation=boats)
    assert (error.side, error.marked_text) == (side, words)
    assert (error.start, error.end) == span
    assert (error.severity, error.note, error.text_number) == ("minor", "Too plain.", 1)


def test_a_precise_selection_stays_as_it_is(boats: Translation, reviewer: Client) -> None:
    send(reviewer, boats, side="target", start=10, end=12, precise="on")

    error = Error.objects.get(translation=boats)
    assert (error.start, error.end, error.marked_text) == (8, 10, "er")


def test_words_are_chosen_without_script(boats: Translation, reviewer: Client) -> None:
    page = page_of(reviewer.get(reverse("article", args=[boats.segment.article_id]), {"sentence": 4}))
    form = page.form(address("error-mark", boats))
    first, last = form.one("select", name="first"), form.one("select", name="last")
    sent = form.fields()
    assert sent["text_number"] == "1"
    sent["first"] = next(option["value"] for option in first.all("option") if option.text == "ferry")
    sent["last"] = next(option["value"] for option in last.all("option") if option.text == "left")
    sent["category"] = form.one("select", name="category").all("option")[1]["value"]

    assert reviewer.post(form["action"], sent).status_code == 302

    error = Error.objects.get(translation=boats)
    assert (error.side, error.start, error.end, error.marked_text) == ("target", 7, 17, "ferry left")
    assert error.severity == "major"


def test_a_word_of_the_source_can_be_chosen(boats: Translation, reviewer: Client) -> None:
    send(reviewer, boats, first="source:2", last="source:5")

    assert Error.objects.get(translation=boats).marked_text == "Phà"


def test_without_a_place_it_is_the_whole_sentence(boats: Translation, reviewer: Client) -> None:
    send(reviewer, boats, side="", start="", end="", first="", last="")

    error = Error.objects.get(translation=boats)
    assert (error.start, error.end, error.marked_text, error.side) == (None, None, "", "target")


REFUSED = [
    {"side": "target", "start": 5, "end": 5},
    {"side": "target", "start": 9, "end": 5},
    {"side": "target", "start": 5, "end": 5000},
    {"side": "target", "start": 10**30, "end": 10**31},
    {"side": "target", "start": -1, "end": 5},
    {"side": "margin", "start": 1, "end": 5},
    {"first": "target:3", "last": "source:5"},
    {"first": "target:5", "last": "target:3"},
    {"first": "target:3", "last": ""},
    {"first": "", "last": "target:3"},
    {"first": "target:x", "last": "target:y"},
    {"first": "margin:1", "last": "margin:2"},
    {"first": "target:0", "last": "target:999"},
    {"first": "target:²", "last": "target:3"},
    {"category": 10**30},
    {"severity": ""},
]


@pytest.mark.parametrize("fields", REFUSED, ids=str)
def test_a_place_that_is_none_is_refused(
    boats: Translation, reviewer: Client, fields: dict[str, Any]
) -> None:
    response = send(reviewer, boats, **fields)

    assert response.status_code == 422
    row = page_of(response).one("li", id=row_id(boats))
    assert row.one(role="alert").text.strip()
    assert not Error.objects.filter(translation=boats).exists()


def test_a_category_of_another_profile_is_refused(boats: Translation, reviewer: Client) -> None:
    profile = boats.segment.article.corpus.profile
    foreign = Category.objects.exclude(profile=profile).first()
    assert foreign is not None

    assert send(reviewer, boats, category=foreign.pk).status_code == 422
    assert not Error.objects.filter(translation=boats).exists()


def test_the_form_offers_the_categories_of_the_corpus(stage: Stage, reviewer: Client) -> None:
    page = page_of(reviewer.get(reverse("article", args=[stage.ours.article.pk])))
    form = page.form(address("error-mark", stage.ours.sentence))

    offered = [option["value"] for option in form.one("select", name="category").all("option")]
    own = stage.ours.corpus.profile.categories.order_by("position").values_list("pk", flat=True)
    assert offered == ["", *map(str, own)]


def test_a_mark_in_a_text_that_moved_on_is_refused(boats: Translation, reviewer: Client) -> None:
    late = marking(boats, side="target", start=9, end=14)
    reviewer.post(address("sentence-save", boats), decision(boats, text="The boat left."))

    response = reviewer.post(address("error-mark", boats), late, headers=HTMX)

    assert response.status_code == 422
    assert not Error.objects.filter(translation=boats).exists()


def test_marks_show_in_the_text_and_beside_it(stage: Stage, reviewer: Client) -> None:
    page = page_of(reviewer.get(reverse("article", args=[stage.ours.article.pk])))
    row, error = page.one("li", id=row_id(stage.ours.sentence)), stage.ours.error

    mark = row.one("mark")
    assert mark.text == "wharf"
    assert mark["aria-describedby"] == f"error-{error.pk}"
    assert error.category_path in row.one(id=f"error-{error.pk}").text


def test_marks_that_overlap_nest(stage: Stage, reviewer: Client) -> None:
    factories.ErrorFactory.create(
        translation=stage.ours.sentence, start=16, end=26, marked_text="left wharf", severity="critical"
    )

    page = page_of(reviewer.get(reverse("article", args=[stage.ours.article.pk])))

    text = page.one("li", id=row_id(stage.ours.sentence)).one("p", data_side="target")
    assert text.text == stage.ours.sentence.text
    assert any(outer.all("mark") for outer in text.all("mark"))


def test_a_correction_answers_the_error_in_the_words_it_replaced(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence
    reviewer.post(
        address("sentence-save", sentence),
        decision(sentence, text="The first ferry left the pier at 6 hours.", then="stay"),
    )

    row = page_of(reviewer.get(address("sentence", sentence), headers=HTMX)).one(id=row_id(sentence))

    assert not row.all("mark")
    assert row.one("li", class_="answered").one("q").text == "wharf"


def test_an_error_is_taken_back(stage: Stage, reviewer: Client) -> None:
    page = page_of(reviewer.get(reverse("article", args=[stage.ours.article.pk])))
    form = page.form(address("error-remove", stage.ours.sentence, stage.ours.error.pk))

    assert reviewer.post(form["action"], form.fields()).status_code == 302

    stage.ours.error.refresh_from_db()
    assert stage.ours.error.removed_by == stage.people["reviewer"]
