"""Systems side by side on a page: figures and words, filters, and nothing from elsewhere."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from reviewapp.models import Article, Translation
from reviewapp.queries import comparison
from reviewapp.services.scoring.rollups import sum_systems
from reviewapp.web.comparison import pages
from tests.factories import (
    NOON,
    ErrorFactory,
    MeasureFactory,
    ScoreFactory,
    SystemFactory,
    make_sentence,
)
from tests.queries.figures import GOOD, POOR, Scored, score_texts
from tests.web.markup import Element, page_of
from tests.web.sentences import HTMX

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(stage: Stage) -> Scored:
    return score_texts(stage.ours.corpus, {"good": GOOD, "poor": POOR})


def address(scored: Scored) -> str:
    return reverse("corpus-compare", args=[scored.corpus.slug])


def shown(client: Client, scored: Scored, **asked: str | int) -> Element:
    return page_of(client.get(address(scored), asked))


def row_of(page: Element, name: str) -> list[str]:
    (table,) = page.all("table", class_="systems-table")
    row = next(row for row in table.all("tr") if row.all("th", scope="row") and name in row.one("th").text)
    return [" ".join(cell.text.split()) for cell in row.all("td")]


def query_of(link: Element) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link["href"]).query)


def test_each_system_has_figure_interval_number_difference_p_and_words(
    reviewer: Client, scored: Scored
) -> None:
    page = shown(reviewer, scored, baseline=scored.key("good"))

    figure, interval, number, difference, p, words = row_of(page, "poor")
    assert float(figure)
    low, high = (float(bound) for bound in interval.split(" – "))
    assert low < float(figure) < high
    assert number == "6"
    assert difference.startswith("−")
    assert 0 < float(p.removeprefix("< ")) < 0.05
    assert words == "▼ worse"
    assert "baseline" in row_of(page, "good")[3]


def test_every_number_opens_the_sentences_behind_it(reviewer: Client, scored: Scored) -> None:
    page = shown(reviewer, scored, metric="bleu", baseline=scored.key("good"), article=scored.articles[0].pk)

    links = page.one("table", class_="systems-table").all("a")
    assert len(links) == 3
    for link in links:
        asked = query_of(link)
        assert asked["metric"] == ["bleu"]
        assert asked["article"] == [str(scored.articles[0].pk)]
        opened = page_of(reviewer.get(link["href"]))
        assert len(opened.one("ol", class_="sentence-list").all("li")) == 3
    assert query_of(links[-1])["beside"] == [str(scored.key("good"))]


def test_other_metrics_stand_beside_with_their_own_comparison(reviewer: Client, scored: Scored) -> None:
    MeasureFactory.create(corpus=scored.corpus, metric="hter", references="correction")
    MeasureFactory.create(corpus=scored.corpus, metric="ter", references="another")
    page = shown(reviewer, scored, article=scored.articles[0].pk)

    table = page.one("table", class_="others-table")
    heads = table.all("th", scope="col")
    assert [head.text for head in heads] == ["System", "BLEU", "HTER"]
    own = page_of(reviewer.get(heads[1].one("a")["href"]))
    rows = {row.one("th").text: row.all("td") for row in table.all("tr")[1:]}
    assert {hter.text for _, hter in rows.values()} == {"not available"}
    for name in scored.systems:
        bleu, _ = rows[name]
        assert bleu.text == row_of(own, name)[0]
        opened = page_of(reviewer.get(bleu.one("a")["href"]))
        assert opened.one("h1").text.startswith(f"BLEU of {name}")
        assert len(opened.one("ol", class_="sentence-list").all("li")) == 3


def test_signature_and_test_are_there_on_demand(reviewer: Client, scored: Scored) -> None:
    page = shown(reviewer, scored, test="approximate-randomisation")

    details = page.one("details", class_="signatures")
    assert details.one("code").text == scored.chrf.signature
    assert "Approximate randomisation, 10000 samples" in details.text


def test_charts_say_in_words_what_they_draw_and_have_their_table(reviewer: Client, scored: Scored) -> None:
    page = shown(reviewer, scored)

    charts = page.all("svg")
    assert len(charts) == 2
    for chart in charts:
        assert chart["role"] == "img"
        named = [page.one(id=name) for name in chart["aria-labelledby"].split()]
        assert [part.tag for part in named] == ["title", "desc"]
        assert all(part.text.strip() for part in named)
    bars = charts[1].all("rect")
    assert sum(1 for bar in bars if "series-1" in bar.classes) > 0
    counts = [int(cell.text) for cell in page.one("table", class_="narrow").all("td")]
    assert sum(counts) == 12
    assert not [part for part in page.everything() if "style" in part.attributes]


def test_best_and_worst_sentences_lead_to_the_review_page(reviewer: Client, scored: Scored) -> None:
    page = shown(reviewer, scored, look=scored.key("poor"), baseline=scored.key("good"))

    lists = page.all("ol", class_="sentence-list")
    assert [len(found.all("li")) for found in lists] == [5, 5]
    for sentence in lists[0].all("li"):
        link = sentence.one("p", class_="place").one("a")
        assert query_of(link)["system"] == [str(scored.key("poor"))]
        assert reviewer.get(link["href"]).status_code == 200
        for text in sentence.all("dd"):
            assert (text.get("lang"), text.get("dir")) in {("vi", "auto"), ("en", "auto")}
    assert lists[0].all("mark", class_="differs")


def test_the_same_address_answers_page_and_fragment(reviewer: Client, scored: Scored) -> None:
    page = reviewer.get(address(scored))
    fragment = reviewer.get(address(scored), headers=HTMX)
    restored = reviewer.get(address(scored), headers={**HTMX, "HX-History-Restore-Request": "true"})

    assert page_of(page).all("html")
    assert page_of(restored).all("html")
    assert not page_of(fragment).all("html")
    assert (
        page_of(fragment).one("table", class_="systems-table").text
        == page_of(page).one("table", class_="systems-table").text
    )
    assert page_of(fragment).one(id="announcement").text.strip()
    for response in (page, fragment):
        assert "HX-Request" in response.headers["Vary"]


def test_the_form_asks_for_the_fragment_and_works_without_script(reviewer: Client, scored: Scored) -> None:
    form = shown(reviewer, scored, metric="bleu", status="open").form(address(scored))

    assert (form["method"], form["hx-get"], form["hx-target"]) == ("get", address(scored), "#comparison")
    sent = form.fields()
    assert (sent["metric"], sent["status"], sent["reference"]) == ("bleu", "open", "reference")
    assert reviewer.get(form["action"], sent).status_code == 200


def test_filters_narrow_the_figures(stage: Stage, reviewer: Client, scored: Scored) -> None:
    editor = stage.people["chief"]
    assert editor is not None
    of_poor = scored.texts["poor"]
    Translation.objects.filter(pk__in=[t.pk for t in of_poor[:2]]).update(
        status="accepted", decided_by=editor, decided_at=NOON
    )
    ErrorFactory.create(translation=of_poor[4], severity="critical")

    for asked, number in (
        ({}, "6"),
        ({"article": scored.articles[1].pk}, "3"),
        ({"status": "accepted"}, "2"),
        ({"editor": editor.pk}, "2"),
        ({"severity": "critical"}, "1"),
        ({"since": "2026-03-02", "until": "2026-03-02"}, "2"),
    ):
        page = shown(reviewer, scored, **asked)
        assert row_of(page, "poor")[2] == number, asked
    for asked in ({"since": "2026-03-03"}, {"until": "2026-03-01"}):
        page = shown(reviewer, scored, **asked)
        assert not page.all("table")
        assert page.one("p", class_="empty").text.strip()


def test_systems_are_chosen_by_ticking(reviewer: Client, scored: Scored) -> None:
    page = shown(reviewer, scored, system=scored.key("poor"))

    table = page.one("table", class_="systems-table")
    assert [cell.text.strip() for cell in table.all("th", scope="row")] == ["poor"]
    boxes = page.all("input", name="system")
    assert [box.get("checked") is not None for box in boxes if box["value"] == str(scored.key("poor"))] == [
        True
    ]


FILTERS = (
    "metric",
    "reference",
    "baseline",
    "system",
    "article",
    "editor",
    "status",
    "severity",
    "since",
    "until",
    "test",
    "look",
    "beside",
    "order",
)


@pytest.mark.parametrize("name", ["corpus-compare", "corpus-sentences"])
@pytest.mark.parametrize(
    "value", ["0", "-1", "x", "²", "\0", "9" * 19, "9" * 5_000, "0001-01-01", "9999-12-31"]
)
def test_no_value_breaks_a_page(reviewer: Client, scored: Scored, value: str, name: str) -> None:
    where = reverse(name, args=[scored.corpus.slug])
    look = str(scored.key("good"))
    for number, field in enumerate(FILTERS):
        headers = HTMX if number % 2 else {}
        response = reviewer.get(where, {"look": look, field: value}, headers=headers)
        assert response.status_code == 422, field
        assert page_of(response).one(class_="notice-error").all("li")
    assert reviewer.get(where, {"after": value, "nonsense": value}).status_code == 200


def test_a_filter_that_is_not_understood_does_not_count(reviewer: Client, scored: Scored) -> None:
    page = shown(reviewer, scored, status="burnt", article="12345678", since="yesterday")

    assert len(page.one(class_="notice-error").all("li")) == 3
    assert row_of(page, "poor")[2] == "6"


def test_nothing_of_another_corpus_has_an_effect(stage: Stage, reviewer: Client, scored: Scored) -> None:
    theirs = score_texts(stage.theirs.corpus, {"The hidden engine": GOOD})
    stranger = stage.people["stranger"]
    assert stranger is not None
    foreign = {
        "article": theirs.articles[0].pk,
        "system": theirs.key("The hidden engine"),
        "baseline": theirs.key("The hidden engine"),
        "look": theirs.key("The hidden engine"),
        "beside": theirs.key("The hidden engine"),
        "editor": stranger.pk,
    }
    for field, key in foreign.items():
        asked = reviewer.get(address(scored), {field: key})
        missing = reviewer.get(address(scored), {field: 987_654_321})
        assert asked.status_code == missing.status_code == 422
        assert page_of(asked).one(id="comparison").text == page_of(missing).one(id="comparison").text
        assert "The hidden engine" not in asked.content.decode()
        where = reverse("corpus-sentences", args=[scored.corpus.slug])
        assert "The hidden engine" not in reviewer.get(where, {field: key}).content.decode()


def test_withdrawn_articles_are_neither_offered_nor_shown(reviewer: Client, scored: Scored) -> None:
    gone = scored.articles[0]
    Article.objects.filter(pk=gone.pk).update(withdrawn_at=NOON, title="Gone with the tide")
    sum_systems(scored.chrf)

    assert reviewer.get(address(scored), {"article": gone.pk}).status_code == 422
    page = reviewer.get(address(scored), {"status": "open"})
    assert "Gone with the tide" not in page.content.decode()
    assert row_of(page_of(page), "poor")[2] == "3"


def test_without_scores_the_page_says_what_to_do(stage: Stage, log_in: LogIn) -> None:
    where = reverse("corpus-compare", args=[stage.ours.corpus.slug])

    for role in ("viewer", "manager"):
        page = page_of(log_in(role).get(where))
        assert "score_corpus" in page.one("p", class_="empty").text or role == "viewer"
        assert not page.all("table")
        assert not page.all("svg")


def test_a_metric_not_measured_against_a_reference_is_not_available(reviewer: Client, scored: Scored) -> None:
    MeasureFactory.create(corpus=scored.corpus, metric="ter", references="other")

    page = shown(reviewer, scored, metric="bleu", reference="other")

    assert "Not available: BLEU" in page.one("p", class_="empty").text


def test_hter_needs_no_reference(stage: Stage, reviewer: Client, scored: Scored) -> None:
    measure = MeasureFactory.create(corpus=scored.corpus, metric="hter", references="correction")
    translation = scored.texts["good"][0]
    Translation.objects.filter(pk=translation.pk).update(status="accepted")
    ScoreFactory.create(translation=translation, measure=measure, value=0.25, statistics=[2, 8])

    page = shown(reviewer, scored, metric="hter", reference="reference", status="accepted")

    assert row_of(page, "good")[0] == "0.250"
    assert "not available" in row_of(page, "good")[1]
    assert row_of(page, "poor") == ["not available"]


def test_too_many_sentences_are_not_drawn_within_a_request(
    reviewer: Client, scored: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = comparison.systems_compared
    monkeypatch.setattr(pages, "systems_compared", lambda question: asked(question, most_draws=10))
    monkeypatch.setattr(pages, "MOST_RANKED", 3)

    page = shown(reviewer, scored)

    assert any("compare_systems" in part.text for part in page.all("p", class_="caution"))
    assert row_of(page, "poor")[5] == "not tested"
    assert not page.all("li", class_="compared-sentence")
    assert len(page.all("svg")) == 1


def test_a_long_name_is_cut_in_the_chart_and_whole_in_the_table(stage: Stage, reviewer: Client) -> None:
    name = "An engine with a name that goes on and on"
    scored = score_texts(stage.ours.corpus, {name: GOOD})

    page = shown(reviewer, scored)

    label = page.all("svg")[0].one("text", class_="name").text
    assert label.endswith("…")
    assert len(label) <= 16
    assert row_of(page, name)


def test_a_person_is_told_apart_from_an_engine(stage: Stage, reviewer: Client, scored: Scored) -> None:
    SystemFactory.create(corpus=stage.ours.corpus, name="Ms Six", is_human=True)

    assert row_of(shown(reviewer, scored), "(a person)") == ["not available"]


def test_words_say_what_is_chosen(reviewer: Client, scored: Scored) -> None:
    article = scored.articles[0]

    page = shown(reviewer, scored, article=article.pk, status="open", until="2999-01-01")

    words = page.one(id="comparison").text
    for part in (f"Article: {article.title}", "Decision: Open"):
        assert part in words or "Not available" in words


def test_many_articles_are_offered_in_part_and_any_can_be_asked_for(
    stage: Stage, reviewer: Client, scored: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviewapp.queries.choices.MOST_ARTICLES", 1)
    last = scored.articles[-1]
    make_sentence(last, "It snows.")

    page = shown(reviewer, scored, article=last.pk)

    offered = [option["value"] for option in page.one("select", name="article").all("option")]
    assert str(last.pk) in offered
    assert len(offered) == 3
    assert row_of(page, "good")[2] == "3"


def test_the_corpus_page_leads_here(reviewer: Client, scored: Scored) -> None:
    page = page_of(reviewer.get(reverse("corpus", args=[scored.corpus.slug])))

    assert len(page.all("a", href=address(scored))) == 1
    links = page.one("table", class_="comparison").all("a")
    assert len(links) == len(list(itertools.product(scored.systems, scored.measures)))
    for link in links:
        assert page_of(reviewer.get(link["href"])).one("ol", class_="sentence-list").all("li")
