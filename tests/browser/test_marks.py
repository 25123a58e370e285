"""Marks land on the right characters whatever the script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from reviewapp.models import Error
from tests.browser.newsroom import write_foreign_story

if TYPE_CHECKING:
    from tests.browser.conftest import Enter
    from tests.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARABIC = "غادرت العبّارة الأولى الميناء عند الفجر."
CHINESE = "第一班渡轮🚢在黎明离开码头。"


@pytest.mark.parametrize(
    ("source", "target", "texts", "side", "words"),
    [
        ("ar", "en", (ARABIC, "The first ferry leaves at dawn."), "source", "العبّارة الأولى"),
        ("en", "ar", ("The first ferry left at dawn.", ARABIC), "target", "الميناء"),
        ("en", "zh", ("The first ferry left at dawn.", CHINESE), "target", "黎明"),
        ("zh", "en", (CHINESE, "The first ferry leaves at dawn."), "source", "离开码头"),
    ],
)
def test_by_mouse(
    enter: Enter, cast: Cast, source: str, target: str, texts: tuple[str, str], side: str, words: str
) -> None:
    story = write_foreign_story(cast.colleague, source=source, target=target, texts=texts)
    visitor = enter(cast.colleague)
    visitor.open(story.article, sentence=1)
    visitor.select_words(f".row-open .{side}-text", words)
    visitor.press("m", "2", "Enter")
    expect(visitor.open_row.locator(f".{side}-text mark")).to_have_text(words)
    error = Error.objects.get()
    text = texts[0] if side == "source" else texts[1]
    assert (error.side, error.marked_text) == (side, words)
    assert error.start is not None
    assert text[error.start : error.end] == words


def test_by_keyboard_in_a_text_that_runs_from_right_to_left(enter: Enter, cast: Cast) -> None:
    story = write_foreign_story(cast.colleague, source="en", target="ar", texts=("At dawn.", ARABIC))
    visitor = enter(cast.colleague)
    visitor.open(story.article, sentence=1)
    visitor.press("m", "ArrowLeft", "Shift+ArrowLeft", "Enter", "2", "Enter")
    expect(visitor.open_row.locator(".target-text mark")).to_have_text("العبّارة الأولى")


def test_words_selected_in_the_field_are_marked(enter: Enter, cast: Cast) -> None:
    story = write_foreign_story(cast.colleague, source="en", target="zh", texts=("At dawn.", CHINESE))
    visitor = enter(cast.colleague)
    visitor.open(story.article, sentence=1)
    visitor.press("e", "Control+Home", *["ArrowRight"] * 5, "Shift+ArrowRight")
    visitor.open_row.get_by_role("button", name="Mark m").click()
    visitor.press("2", "Enter")
    expect(visitor.open_row.locator(".target-text mark")).to_have_text("🚢")
    assert (Error.objects.get().start, Error.objects.get().end) == (5, 6)
