"""Everything without a pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from reviewapp.models import Article, Error
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from tests.browser.conftest import Enter
    from tests.browser.newsroom import Story
    from tests.browser.visitors import Visitor
    from tests.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tab_to(visitor: Visitor, words: str) -> None:
    for _ in range(60):
        visitor.press("Tab")
        name = visitor.page.evaluate("document.activeElement.textContent.trim()")
        if name.startswith(words):
            return
    raise AssertionError(f"no way to {words!r} with Tab")


def test_from_log_in_to_a_reviewed_article(enter: Enter, cast: Cast, story: Story) -> None:
    editor = enter()
    editor.go("/login/")
    editor.page.keyboard.type("colleague")
    editor.press("Tab")
    editor.page.keyboard.type(PASSWORD)
    editor.press("Enter")
    editor.page.wait_for_url(f"{editor.address}/")
    tab_to(editor, "Night ferry")
    editor.press("Enter")
    editor.page.wait_for_url("**/articles/**")
    first, second, third = story.sentences
    editor.wait_for_open(first)
    editor.press("a")
    editor.wait_for_open(second)

    # Mark in the translation: the second word, then in the source through Tab.
    editor.press("m", "ArrowRight", "Shift+ArrowRight", "Enter")
    expect(editor.open_row.locator("[data-marked]")).to_contain_text("first trip")
    editor.press("2", "s", "Enter")
    expect(editor.open_row.locator(".target-text mark.error-critical")).to_have_text("first trip")
    editor.press("m", "Tab", "Enter")
    expect(editor.open_row.locator("[data-marked]")).to_contain_text("Chuyến")
    editor.press("1", "s", "s", "Enter")
    expect(editor.open_row.locator(".source-text mark.error-neutral")).to_have_text("Chuyến")
    assert [(e.side, e.marked_text, e.severity) for e in Error.objects.order_by("pk")] == [
        ("target", "first trip", "critical"),
        ("source", "Chuyến", "neutral"),
    ]

    editor.press("e", "Control+a")
    editor.page.keyboard.insert_text("The first crossing left the pier at six with 40 passengers.")
    editor.press("Control+Enter")
    editor.wait_for_open(third)
    expect(editor.field).to_be_focused()
    editor.press("Escape", "a")
    expect(editor.page.locator("#announcement")).to_have_text("Accepted, sentence 3")
    assert [story.stored(n).status for n in (1, 2, 3)] == ["accepted", "corrected", "accepted"]

    editor.page.evaluate("document.getElementById('main').focus()")
    tab_to(editor, "Mark as reviewed")
    editor.press("Enter")
    expect(editor.page.locator(".notice-success")).to_contain_text("status is changed")
    assert Article.objects.get(pk=story.article.pk).status == "reviewed"


def test_keys_move_between_sentences_and_show_themselves(at_story: Visitor, story: Story) -> None:
    at_story.press("j")
    at_story.wait_for_open(story.sentences[2])
    at_story.press("Alt+ArrowUp")
    at_story.wait_for_open(story.sentences[1])
    at_story.press("k")
    at_story.wait_for_open(story.sentences[0])
    at_story.press("?")
    expect(at_story.page.get_by_role("dialog")).to_be_visible()
    at_story.press("j", "Escape")
    expect(at_story.page.get_by_role("dialog")).to_be_hidden()
    at_story.wait_for_open(story.sentences[0])
    at_story.press("m", "Escape", "Enter")
    expect(at_story.field).to_be_focused()


def test_letters_are_text_in_a_text_field(at_story: Visitor, story: Story) -> None:
    at_story.press("e")
    at_story.page.keyboard.type("jkam?")
    expect(at_story.field).to_have_value(story.sentences[1].text + "jkam?")
    at_story.wait_for_open(story.sentences[1])


def test_letters_can_be_switched_off(at_story: Visitor, story: Story) -> None:
    at_story.go("/preferences/")
    at_story.page.locator("[name=single_key_shortcuts]").uncheck()
    at_story.page.locator("main").get_by_role("button", name="Save").click()
    at_story.open(story.article, sentence=2)
    at_story.press("j", "a", "m")
    at_story.wait_for_open(story.sentences[1])
    expect(at_story.page.locator(".marking-now")).to_have_count(0)
    at_story.press("Alt+ArrowDown")
    at_story.wait_for_open(story.sentences[2])
    assert story.stored(2).status == "open"


def test_composing_is_not_a_command(at_story: Visitor, story: Story) -> None:
    at_story.press("e")
    session = at_story.context.new_cdp_session(at_story.page)
    session.send("Input.imeSetComposition", {"text": "viê", "selectionStart": 3, "selectionEnd": 3})
    compose = """(key) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key, ctrlKey: key === "Enter", isComposing: true, bubbles: true, cancelable: true }))"""
    for key in ("Enter", "Escape", "j"):
        assert at_story.page.evaluate(compose, key), "a composing key was taken for a command"
    expect(at_story.field).to_be_focused()
    session.send("Input.insertText", {"text": "việt"})
    expect(at_story.field).to_have_value(story.sentences[1].text + "việt")
    at_story.press("Escape")
    for key in ("j", "a", "m"):
        assert at_story.page.evaluate(compose, key)
    at_story.wait_for_open(story.sentences[1])
    assert story.stored(2).status == "open"
