"""The sentences behind a figure: ranked, page by page, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import Article, Score, Translation
from reviewapp.queries.sentences import Order, Sentences, sentence_values, sentences_behind
from reviewapp.queries.slices import Slice
from tests.factories import NOON, CorpusFactory
from tests.queries.figures import GOOD, PIER, POOR, Scored, score_texts

if TYPE_CHECKING:
    from reviewapp.queries.sentences import SentenceLine
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(cast: Cast) -> Scored:
    return score_texts(cast.corpus, {"good": GOOD, "poor": POOR})


def asked(
    scored: Scored, system: str, against: str = "", order: Order = Order.WORST, **more: object
) -> Sentences:
    return Sentences(
        measure=scored.measures[MetricName.CHRF],
        chosen=Slice(**more),  # type: ignore[arg-type]
        system=scored.system(system),
        against=scored.system(against) if against else None,
        order=order,
    )


def all_pages(question: Sentences, size: int) -> list[SentenceLine]:
    lines: list[SentenceLine] = []
    cursor = ""
    while True:
        page = sentences_behind(question, cursor=cursor, size=size)
        lines += page.lines
        if not page.next_cursor:
            return lines
        cursor = page.next_cursor


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("size", [1, 2, 3, 6, 7])
def test_every_sentence_comes_once_in_order(scored: Scored, order: Order, size: int) -> None:
    lines = all_pages(asked(scored, "poor", order=order), size)

    values = [line.value for line in lines]
    assert values == sorted(values, reverse=order is Order.BEST)
    assert {line.translation.pk for line in lines} == {text.pk for text in scored.texts["poor"]}
    assert len(lines) == len(PIER)


@pytest.mark.parametrize("order", list(Order))
def test_two_systems_are_ranked_by_their_difference(scored: Scored, order: Order) -> None:
    lines = all_pages(asked(scored, "poor", "good", order), 2)

    differences = [line.difference for line in lines]
    assert None not in differences
    assert differences == sorted(differences, key=float, reverse=order is Order.BEST)  # type: ignore[arg-type]
    for line in lines:
        place = PIER.index(line.references[0].text)
        assert line.translation.original == POOR[place]
        assert line.rival is not None
        assert line.rival.original == GOOD[place]
        assert "".join(c.text for c in line.changes if c.kind != "deleted") == POOR[place]
        assert line.article == line.segment.article


def test_where_less_is_better_the_worst_is_the_greatest(cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"poor": POOR}, metrics=[MetricName.TER])
    question = Sentences(
        measure=scored.measures[MetricName.TER], chosen=Slice(), system=scored.system("poor")
    )

    values = [line.value for line in all_pages(question, 4)]

    assert values == sorted(values, reverse=True)
    assert values[0] > values[-1]


def test_sentences_of_one_value_keep_their_order_over_pages(scored: Scored) -> None:
    Score.objects.filter(measure=scored.chrf).update(value=1 / 3)

    lines = all_pages(asked(scored, "good"), 2)

    keys = [line.translation.pk for line in lines]
    assert keys == sorted(keys)
    assert len(keys) == len(PIER)


def test_without_a_rivals_text_a_sentence_cannot_be_compared(cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"good": GOOD, "poor": POOR[:2]})

    assert len(all_pages(asked(scored, "good", "poor"), 9)) == 2
    assert len(all_pages(asked(scored, "good"), 9)) == 6


def test_the_slice_narrows_both_systems(scored: Scored) -> None:
    both, one = scored.texts["good"][0], scored.texts["good"][1]
    chosen = [both.pk, one.pk, scored.texts["poor"][0].pk]
    Translation.objects.filter(pk__in=chosen).update(status="accepted")

    question = asked(scored, "good", "poor", statuses=(TranslationStatus.ACCEPTED,))

    assert [line.translation.pk for line in all_pages(question, 9)] == [both.pk]


def test_withdrawn_articles_and_other_corpora_stay_out(scored: Scored) -> None:
    Article.objects.filter(pk=scored.articles[0].pk).update(withdrawn_at=NOON)
    other = score_texts(
        CorpusFactory.create(profile=scored.corpus.profile), {"theirs": GOOD}, metrics=[MetricName.CHRF]
    )

    assert len(all_pages(asked(scored, "good", "poor"), 9)) == 3
    foreign = Sentences(measure=scored.chrf, chosen=Slice(), system=other.system("theirs"))
    assert not sentences_behind(foreign).lines


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "_",
        "1_",
        "_1",
        "nan_1",
        "inf_1",
        "1e999_1",
        "1.5_²",
        "1.5_-1",
        f"1_{'9' * 19}",
        "9" * 5_000,
        "1\0_2",
    ],
)
def test_an_unknown_cursor_is_the_first_page(scored: Scored, cursor: str) -> None:
    first = sentences_behind(asked(scored, "good"), size=2)

    assert sentences_behind(asked(scored, "good"), size=2, cursor=cursor) == first


def test_values_are_read_by_system(scored: Scored) -> None:
    values = sentence_values(scored.chrf, Slice())

    assert set(values) == {scored.key("good"), scored.key("poor")}
    assert [len(found) for found in values.values()] == [6, 6]
    assert sum(values[scored.key("good")]) > sum(values[scored.key("poor")])


def test_a_longer_page_costs_no_more_queries(scored: Scored) -> None:
    counts = []
    for size in (1, 6):
        with CaptureQueriesContext(connection) as captured:
            sentences_behind(asked(scored, "good", "poor"), size=size)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 6
