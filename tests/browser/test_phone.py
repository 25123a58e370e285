"""A telephone: a tap opens, the actions stand at the thumb, nothing is wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.newsroom import score

if TYPE_CHECKING:
    from tests.browser.conftest import Enter
    from tests.browser.newsroom import Story
    from tests.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def phone(width: int) -> dict[str, object]:
    return {"viewport": {"width": width, "height": 844}, "has_touch": True, "is_mobile": True}


def test_a_tap_opens_a_sentence_and_the_actions_stay_at_the_thumb(
    enter: Enter, cast: Cast, story: Story
) -> None:
    visitor = enter(cast.colleague, **phone(390))
    visitor.open(story.article, sentence=1)
    visitor.row(story.sentences[1]).locator(".target-text").tap()
    visitor.wait_for_open(story.sentences[1])
    visitor.open_row.locator(".target-text").tap()
    expect(visitor.field).to_be_focused()
    actions = visitor.open_row.locator("fieldset.actions button")
    boxes = [button.bounding_box() for button in actions.all()]
    assert all(box and box["height"] >= 44 for box in boxes)
    assert len({round(box["y"]) for box in boxes if box}) == 1, "the actions stand in one line"
    visitor.field.fill("The first crossing left the pier.")
    visitor.open_row.get_by_role("button", name="Save and next").tap()
    visitor.wait_for_open(story.sentences[2])
    assert story.stored(2).text == "The first crossing left the pier."


@pytest.mark.parametrize("width", [360, 390])
def test_nothing_is_wider_than_the_screen(enter: Enter, cast: Cast, story: Story, width: int) -> None:
    score(cast.corpus)
    visitor = enter(cast.owner, **phone(width))
    corpus = f"/corpora/{cast.corpus.slug}/"
    article = f"/articles/{story.article.pk}/"
    history = f"{article}sentences/{story.sentences[1].pk}/history/"
    for path in (
        "/",
        "/corpora/",
        corpus,
        corpus + "export/",
        article + "summary/",
        history,
        "/preferences/",
        article,
    ):
        visitor.go(path)
        assert visitor.overflow() <= 0, f"{path} is too wide"
    visitor.open_row.locator("[data-mark=open]").tap()
    assert visitor.overflow() <= 0, "the mark form is too wide"
