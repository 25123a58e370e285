"""axe on each page, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from reviewapp.domain.annotation.severities import Severity
from tests.browser.newsroom import score
from tests.factories import ErrorFactory

if TYPE_CHECKING:
    from tests.browser.conftest import Enter
    from tests.browser.newsroom import Story
    from tests.browser.visitors import Visitor
    from tests.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Without preload: axe would read style sheets through inline styles, which our policy rightly refuses.
OPTIONS = {"resultTypes": ["violations"], "preload": False}


def check(visitor: Visitor, name: str) -> None:
    """Fail with axe's own words where a page breaks a rule."""
    results = Axe().run(visitor.page, options=OPTIONS)
    assert results.violations_count == 0, f"{name}:\n{results.generate_report()}"


def mark_everywhere(story: Story) -> None:
    for sentence, severity in zip(
        story.sentences, (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL), strict=True
    ):
        ErrorFactory.create(
            translation=sentence, start=0, end=3, marked_text=sentence.text[:3], severity=severity.value
        )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages(enter: Enter, cast: Cast, story: Story, theme: str) -> None:
    score(cast.corpus)
    mark_everywhere(story)
    visitor = enter(color_scheme=theme)
    visitor.expected.append("404")
    visitor.go("/login/")
    check(visitor, "login")
    visitor.log_in(cast.owner)
    corpus = f"/corpora/{cast.corpus.slug}/"
    article = f"/articles/{story.article.pk}/"
    for path in (
        "/",
        "/corpora/",
        corpus,
        corpus + "export/",
        article + "summary/",
        f"{article}sentences/{story.sentences[1].pk}/history/",
        "/preferences/",
        "/preferences/password/",
        "/nowhere/",
    ):
        visitor.go(path)
        check(visitor, path)
    reader = enter(cast.reader, color_scheme=theme)
    reader.open(story.article, sentence=2)
    expect(reader.open_row.locator("textarea, fieldset")).to_have_count(0)
    check(reader, "a reader's page")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_review_page_at_work(enter: Enter, cast: Cast, story: Story, theme: str) -> None:
    score(cast.corpus)
    mark_everywhere(story)
    visitor = enter(cast.colleague, color_scheme=theme)
    visitor.open(story.article, sentence=2)
    check(visitor, "an open sentence with errors")
    visitor.open_row.locator("[data-mark=open]").click()
    expect(visitor.open_row.locator(".mark-form[open]")).to_be_visible()
    check(visitor, "the mark form")
    visitor.press("Escape", "?")
    check(visitor, "the keys")
    visitor.press("Escape", "e")
    chief = enter(cast.chief)
    chief.open(story.article, sentence=2)
    chief.field.fill("The chief was here.")
    chief.press("Control+Enter")
    chief.wait_for_open(story.sentences[2])
    visitor.expected.append("409")
    visitor.field.fill("The editor was here.")
    visitor.press("Control+Enter")
    expect(visitor.open_row.locator(".conflict")).to_be_visible()
    check(visitor, "a conflict")
    visitor.press("Control+Enter")
    visitor.wait_for_open(story.sentences[2])
    check(visitor, "a corrected sentence above the open one")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_admin(enter: Enter, cast: Cast, story: Story, theme: str) -> None:
    cast.owner.is_staff = True
    cast.owner.save()
    visitor = enter(cast.owner, color_scheme=theme)
    for path in (
        "/admin/",
        "/admin/reviewapp/article/",
        "/admin/reviewapp/import/new/",
        "/admin/reviewapp/job/",
    ):
        visitor.go(path)
        check(visitor, path)
