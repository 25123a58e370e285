"""The whole job with JavaScript switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from reviewapp.models import Error

if TYPE_CHECKING:
    from tests.browser.conftest import Enter
    from tests.browser.newsroom import Story
    from tests.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_correct_accept_mark_discuss_restore_export(enter: Enter, cast: Cast, story: Story) -> None:
    chief = enter(java_script_enabled=False)
    chief.log_in_by_form(cast.chief)
    page = chief.page
    chief.open(story.article, sentence=1)
    chief.open_row.get_by_role("button", name="Accept as is").click()
    expect(chief.open_row).to_have_id(f"segment-row-{story.sentences[1].pk}")

    chief.field.fill("The first crossing left at six with 40 passengers.")
    chief.open_row.get_by_role("button", name="Save and next").click()
    expect(chief.open_row).to_have_id(f"segment-row-{story.sentences[2].pk}")
    assert story.stored(2).text == "The first crossing left at six with 40 passengers."

    expect(page.locator("[data-mark=open]:visible, [data-dialog]:visible")).to_have_count(0)
    chief.open_row.get_by_text("Mark an error", exact=True).click()
    form = chief.open_row.locator(".mark-form form")
    form.locator("[name=first]").select_option(label="Mrs")
    form.locator("[name=last]").select_option(label="Six")
    form.locator("[name=category]").select_option(index=1)
    form.get_by_role("button", name="Mark the error").click()
    expect(chief.open_row.locator(".target-text mark")).to_have_text("Mrs Six")
    assert Error.objects.get().marked_text == "Mrs Six"

    chief.open_row.get_by_text("Discuss", exact=True).click()
    chief.open_row.get_by_label("What should be discussed?").fill("Is Six a name?")
    chief.open_row.get_by_role("button", name="Set aside").click()
    assert story.stored(3).status == "discussion"

    chief.row(story.sentences[1]).locator(".row-link").click()
    chief.open_row.locator("summary", has_text="History").click()
    chief.open_row.get_by_role("link", name="Open the history").click()
    page.get_by_role("button", name="Restore text 1").click()
    expect(chief.open_row).to_have_id(f"segment-row-{story.sentences[1].pk}")
    assert story.stored(2).text == story.sentences[1].original

    chief.go(f"/corpora/{cast.corpus.slug}/export/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert "Mrs Six sells porridge" in download.value.path().read_text(encoding="utf-8-sig")


def test_a_conflict_keeps_the_typed_text(enter: Enter, cast: Cast, story: Story) -> None:
    first, second = (
        enter(cast.colleague, java_script_enabled=False),
        enter(cast.chief, java_script_enabled=False),
    )
    second.expected.append("409")
    for visitor in (first, second):
        visitor.open(story.article, sentence=2)
    first.field.fill("The first to be saved.")
    first.open_row.get_by_role("button", name="Save and next").click()
    second.field.fill("The second to be saved.")
    second.open_row.get_by_role("button", name="Save and next").click()
    expect(second.open_row.locator(".conflict")).to_contain_text("The first to be saved.")
    expect(second.field).to_have_value("The second to be saved.")
    assert story.stored(2).text == "The first to be saved."
