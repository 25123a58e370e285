"""Comparing systems in a browser: filters change the figures and nothing else is loaded anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from reviewapp.models import Translation
from tests.browser.test_accessibility import OPTIONS
from tests.queries.figures import GOOD, POOR, Scored, score_texts

if TYPE_CHECKING:
    from tests.browser.conftest import Enter
    from tests.browser.visitors import Visitor
    from tests.conftest import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scored(live_server: object, cast: Cast) -> Scored:
    return score_texts(cast.corpus, {"Good": GOOD, "Poor": POOR})


def compare_address(scored: Scored) -> str:
    return f"/corpora/{scored.corpus.slug}/compare/"


def number_of_sentences(visitor: Visitor, system: str) -> str:
    row = visitor.page.locator(".systems-table tr", has_text=system)
    return row.locator("td").nth(2).inner_text()


def test_a_filter_changes_the_figures_within_the_page(enter: Enter, cast: Cast, scored: Scored) -> None:
    Translation.objects.filter(pk__in=[t.pk for t in scored.texts["Poor"][:2]]).update(status="accepted")
    visitor = enter(cast.reader)
    visitor.go(compare_address(scored))
    visitor.page.evaluate("window.stays = true")

    visitor.page.get_by_text("Only some sentences").click()
    visitor.page.get_by_label("Decision").select_option("accepted")
    expect(visitor.page.locator("#comparison")).to_contain_text("Decision: Accepted as is")
    assert number_of_sentences(visitor, "Poor") == "2"
    metric = visitor.page.get_by_label("Metric")
    metric.focus()
    metric.select_option("bleu")
    expect(visitor.page.locator("#comparison h2").first).to_have_text("BLEU against reference")
    expect(metric).to_be_focused()
    expect(visitor.page.locator("#announcement")).to_have_text("Figures computed anew")
    assert visitor.page.evaluate("window.stays") is True
    assert "status=accepted" in visitor.page.url
    assert "metric=bleu" in visitor.page.url

    visitor.page.go_back()
    expect(visitor.page.locator("#comparison h2").first).to_have_text("chrF2 against reference")
    expect(visitor.page.get_by_label("Metric")).to_have_value("chrf")


def test_a_number_opens_its_sentences_and_these_the_review(enter: Enter, cast: Cast, scored: Scored) -> None:
    visitor = enter(cast.colleague)
    visitor.go(compare_address(scored))

    visitor.page.locator(".systems-table tr", has_text="Poor").get_by_role("link").last.click()
    visitor.page.wait_for_url("**/sentences/?*")
    expect(visitor.page.locator(".compared-sentence")).to_have_count(6)
    visitor.page.locator(".compared-sentence .place a").first.click()
    visitor.page.wait_for_url("**/articles/**")
    expect(visitor.page.locator(".row-open")).to_be_visible()


def test_without_script_the_form_asks_again(enter: Enter, cast: Cast, scored: Scored) -> None:
    visitor = enter(cast.reader, java_script_enabled=False)
    visitor.go(compare_address(scored))

    visitor.page.get_by_label("Metric").select_option("bleu")
    visitor.page.get_by_role("button", name="Compare").click()

    expect(visitor.page.locator("#comparison h2").first).to_have_text("BLEU against reference")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(enter: Enter, cast: Cast, scored: Scored, theme: str) -> None:
    visitor = enter(cast.owner, color_scheme=theme)
    article = scored.articles[0]
    pair = f"look={scored.key('Poor')}&beside={scored.key('Good')}"
    for path in (
        compare_address(scored),
        f"/corpora/{scored.corpus.slug}/sentences/?{pair}",
        f"/corpora/{scored.corpus.slug}/",
        f"/articles/{article.pk}/summary/",
        f"/articles/{article.pk}/errors/",
    ):
        visitor.go(path)
        visitor.page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        results = Axe().run(visitor.page, options=OPTIONS)
        assert results.violations_count == 0, f"{path}:\n{results.generate_report()}"


def test_on_a_phone_nothing_is_wider_than_the_screen(enter: Enter, cast: Cast, scored: Scored) -> None:
    visitor = enter(cast.reader, viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True)
    for path in (
        compare_address(scored),
        f"/corpora/{scored.corpus.slug}/sentences/?look={scored.key('Poor')}",
    ):
        visitor.go(path)
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{path}: {width}"
