"""An editor at work: correct, see what changed, never lose what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from reviewapp.models import Error, Event
from tests.browser.newsroom import score, work, write_story

if TYPE_CHECKING:
    from tests.browser.conftest import Enter
    from tests.browser.newsroom import Story
    from tests.browser.visitors import Visitor
    from tests.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BETTER = "The first crossing left the pier at six with 40 passengers."


def correct(editor: Visitor, story: Story) -> None:
    """Correct the second sentence; see the difference, then the new score."""
    second, third = story.sentences[1:]
    editor.open_row.locator(".target-text").click()
    expect(editor.field).to_be_focused()
    editor.field.fill(BETTER)
    changes = editor.open_row.locator(".changes")
    expect(changes.locator("del").first).to_contain_text("trip")
    expect(changes.locator("ins").first).to_contain_text("crossing")
    editor.press("Control+Enter")
    editor.wait_for_open(third)
    expect(editor.field).to_be_focused()
    expect(editor.page.locator("#announcement")).to_have_text("Saved, sentence 2")
    outcome = editor.row(second).locator(".outcome")
    for word in ("corrected", "chrF2", "scoring"):
        expect(outcome).to_contain_text(word)
    work()
    expect(outcome).to_contain_text("HTER")
    expect(outcome).not_to_contain_text("scoring")
    assert story.stored(2).text == BETTER


def mark_by_mouse(editor: Visitor) -> None:
    """Mark two words of the open sentence."""
    editor.press("Escape")
    editor.select_words(".row-open .target-text", "Mrs Six")
    editor.open_row.get_by_role("button", name="Mark m").click()
    form = editor.open_row.locator(".mark-form form")
    expect(form.locator("[data-marked]")).to_contain_text("Mrs Six")
    form.locator("[name=category]").select_option(index=2)
    form.get_by_label("Critical").check()
    form.get_by_role("button", name="Mark the error").click()
    expect(editor.open_row.locator("mark.error-critical")).to_have_text("Mrs Six")
    expect(editor.open_row.locator(".margin .errors")).to_contain_text("critical")
    assert Error.objects.get().marked_text == "Mrs Six"


def collide(editor: Visitor, chief: Visitor, story: Story) -> None:
    """Let a chief save the third sentence first: the later save is refused, and shows both texts."""
    chief.open(story.article, sentence=3)
    chief.field.fill("Mrs Sáu sells porridge to the crew.")
    chief.press("Control+Enter")
    expect(chief.page.locator("#announcement")).to_have_text("Saved, sentence 3")
    editor.expected.append("409")
    editor.field.fill("Mrs Sáu sells rice soup to sailors.")
    editor.press("Control+Enter")
    conflict = editor.open_row.locator(".conflict")
    expect(conflict).to_contain_text("Not saved: chief changed this sentence first")
    expect(conflict).to_contain_text("Mrs Sáu sells porridge to the crew.")
    expect(editor.field).to_have_value("Mrs Sáu sells rice soup to sailors.")
    assert story.stored(3).text == "Mrs Sáu sells porridge to the crew."
    editor.open_row.get_by_role("button", name="Save and next").click()
    expect(editor.open_row.locator(".conflict")).to_have_count(0)
    assert story.stored(3).text == "Mrs Sáu sells rice soup to sailors."


def test_from_log_in_to_export(enter: Enter, cast: Cast, story: Story) -> None:
    score(cast.corpus)
    editor = enter()
    editor.log_in_by_form(cast.colleague)
    editor.page.get_by_role("link", name="Night ferry").click()
    editor.page.get_by_role("link", name="Sentence 2, open").click()
    editor.wait_for_open(story.sentences[1])
    correct(editor, story)
    mark_by_mouse(editor)
    chief = enter(cast.chief)
    collide(editor, chief, story)

    chief.go(f"/corpora/{cast.corpus.slug}/export/")
    with chief.page.expect_download() as download:
        chief.page.get_by_role("button", name="Download").click()
    assert BETTER in download.value.path().read_text(encoding="utf-8-sig")


def test_a_double_click_saves_once(at_story: Visitor, story: Story) -> None:
    at_story.field.fill(BETTER)
    at_story.open_row.get_by_role("button", name="Save and next").dblclick()
    at_story.wait_for_open(story.sentences[2])
    assert story.stored(2).revisions.count() == 1
    assert Event.objects.filter(translation=story.sentences[1]).count() == 1
    assert story.stored(3).status == "open"


def test_opening_a_row_moves_no_text_sideways(at_story: Visitor, story: Story) -> None:
    third = at_story.row(story.sentences[2]).locator(".target-text")
    before = third.bounding_box()
    third.click()
    at_story.wait_for_open(story.sentences[2])
    after = third.bounding_box()
    assert before
    assert after
    padding = 10  # the text's own, which a closed row has on the column around it
    assert abs(before["x"] - (after["x"] + padding)) < 1
    at_story.open_row.locator(".target-text").click()
    field = at_story.field.bounding_box()
    assert field
    assert abs(field["x"] - after["x"]) < 1
    assert abs(field["height"] - after["height"]) < 2


def test_a_draft_survives_a_reload(at_story: Visitor, story: Story) -> None:
    at_story.field.fill("Typed and not saved")
    at_story.page.reload()
    offer = at_story.open_row.locator(".draft-offer")
    expect(offer).to_be_visible()
    expect(at_story.field).to_have_value(story.sentences[1].text)
    offer.get_by_role("button", name="Take it back").click()
    expect(at_story.field).to_have_value("Typed and not saved")
    at_story.press("Escape", "j")
    at_story.wait_for_open(story.sentences[2])
    expect(at_story.page.locator(".has-draft")).to_have_count(1)
    at_story.press("k")
    at_story.wait_for_open(story.sentences[1])
    offer.get_by_role("button", name="Drop it").click()
    at_story.page.reload()
    expect(at_story.field).to_have_value(story.sentences[1].text)
    expect(offer).to_be_hidden()


def test_a_lost_connection_says_so_and_keeps_the_text(at_story: Visitor, story: Story) -> None:
    at_story.expected += ["ERR_INTERNET_DISCONNECTED", "htmx:sendError", r"^htmx:.*|^Event$|JSHandle"]
    at_story.context.set_offline(True)
    at_story.field.fill(BETTER)
    at_story.press("Control+Enter")
    trouble = at_story.page.locator("#trouble")
    expect(trouble).to_contain_text("The server cannot be reached")
    expect(at_story.field).to_have_value(BETTER)
    at_story.context.set_offline(False)
    at_story.open_row.get_by_role("button", name="Save and next").click()
    at_story.wait_for_open(story.sentences[2])
    expect(trouble).to_be_hidden()
    assert story.stored(2).text == BETTER


def test_an_ended_session_loses_nothing(at_story: Visitor, story: Story, cast: Cast) -> None:
    at_story.expected.append("401")
    Session.objects.all().delete()
    at_story.field.fill(BETTER)
    at_story.press("Control+Enter")
    trouble = at_story.page.locator("#trouble")
    expect(trouble).to_contain_text("Your log-in has ended")
    expect(at_story.field).to_have_value(BETTER)
    trouble.get_by_role("link", name="Log in").click()
    at_story.page.get_by_label("Username").fill("colleague")
    at_story.page.get_by_label("Password").fill("nine-quiet-harbour-cranes")
    at_story.page.get_by_role("button", name="Log in").click()
    at_story.open_row.get_by_role("button", name="Take it back").click()
    at_story.press("Control+Enter")
    at_story.wait_for_open(story.sentences[2])
    assert story.stored(2).text == BETTER


def test_history_restores_an_earlier_text(at_story: Visitor, story: Story) -> None:
    at_story.field.fill(BETTER)
    at_story.press("Control+Enter")
    at_story.wait_for_open(story.sentences[2])
    at_story.press("Escape", "k")
    at_story.wait_for_open(story.sentences[1])
    at_story.open_row.locator("summary", has_text="History").click()
    at_story.open_row.get_by_role("button", name="Restore text 1").click()
    expect(at_story.page.locator("#announcement")).to_have_text("Restored, sentence 2")
    expect(at_story.field).to_have_value(story.sentences[1].original)


def test_a_mark_keeps_what_is_being_typed(at_story: Visitor, story: Story) -> None:
    at_story.field.fill("Half a sentence")
    at_story.press("Escape")
    at_story.select_words(".row-open .source-text", "40")
    at_story.press("m", "2", "Enter")
    expect(at_story.open_row.locator(".source-text mark")).to_have_text("40")
    expect(at_story.field).to_have_value("Half a sentence")
    assert story.stored(2).text == story.sentences[1].original


def test_sixty_sentences_keep_their_place(enter: Enter, cast: Cast) -> None:
    texts = tuple(
        (f"Chuyến phà số {n}.", f"The ferry number {n} leaved at {n} past six.", "") for n in range(60)
    )
    story = write_story(cast.corpus, texts)
    visitor = enter(cast.colleague, viewport={"width": 1440, "height": 1000})
    visitor.open(story.article, sentence=40)
    expect(visitor.open_row).to_be_in_viewport()
    following = visitor.row(story.sentences[40])
    before = following.bounding_box()
    visitor.press("a")
    visitor.wait_for_open(story.sentences[40])
    after = following.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 60
    visitor.field.focus()
    bar, field = visitor.page.locator(".article-line").bounding_box(), visitor.field.bounding_box()
    assert bar
    assert field
    assert field["y"] >= bar["y"] + bar["height"]
