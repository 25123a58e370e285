"""Rows come together into segments and articles."""

from __future__ import annotations

import pytest

from reviewapp.domain.exchange.import_log import TableLog
from reviewapp.domain.exchange.incoming import ImportRejected, IncomingArticle, IncomingSegment
from reviewapp.domain.exchange.table_rows import TableRow
from reviewapp.domain.exchange.table_segments import assemble


def row(line: int, **values: str | None) -> TableRow:
    given: dict[str, str | None] = {
        "article": "",
        "title": "",
        "segment": "",
        "system": "MT",
        "reference_name": "reference",
        "source": "",
        "target": None,
        "reference": None,
        "correction": None,
    }
    return TableRow(line=line, **(given | values))  # type: ignore[arg-type]


def articles_of(*rows: TableRow) -> tuple[tuple[IncomingArticle, ...], list[str]]:
    log = TableLog("a.csv")
    articles = assemble(rows, default_article="a", log=log)
    log.raise_any()
    return articles, [f"{skipped.line}: {skipped.reason}" for skipped in log.skipped]


def problems_of(*rows: TableRow) -> list[str]:
    with pytest.raises(ImportRejected) as refused:
        articles_of(*rows)
    return [f"{problem.line}: {problem.reason}" for problem in refused.value.problems]


def test_no_rows_are_no_articles() -> None:
    assert articles_of() == ((), [])


def test_rows_of_one_segment_come_together() -> None:
    (article,), skipped = articles_of(
        row(
            2,
            segment="s1",
            source="Mưa.",
            target="Rain.",
            system="A",
            reference="It rains.",
            correction="Rain!",
        ),
        row(3, segment="s1", source="Mưa.", target="Rains.", system="B", reference="It rains."),
        row(4, segment="s1", target="Rains.", system="B", reference="Rain falls.", reference_name="refB"),
    )
    assert article == IncomingArticle(
        "a",
        "a",
        (
            IncomingSegment(
                key="s1",
                line=2,
                source="Mưa.",
                translations={"A": "Rain.", "B": "Rains."},
                references={"reference": "It rains.", "refB": "Rain falls."},
                corrections={"A": "Rain!"},
            ),
        ),
    )
    assert skipped == []


def test_articles_and_segments_stand_in_order_of_appearance() -> None:
    articles, _ = articles_of(
        row(2, article="z", segment="9", target="a"),
        row(3, article="b", segment="1", target="b"),
        row(4, article="z", segment="2", target="c"),
        row(5, target="d"),
    )
    assert [(article.key, [s.key for s in article.segments]) for article in articles] == [
        ("z", ["9", "2"]),
        ("b", ["1"]),
        ("a", ["1"]),
    ]


def test_the_first_title_stands_for_the_article() -> None:
    (article,), _ = articles_of(
        row(2, target="a"), row(3, title="Rain", target="b"), row(4, title="Rain", target="c")
    )
    assert article.title == "Rain"


def test_two_titles_of_one_article_are_refused() -> None:
    assert problems_of(row(2, title="Rain", target="a"), row(3, title="Flood", target="b")) == [
        '3: gives article "a" another title than line 2'
    ]


def test_rows_without_ids_are_numbered_by_system() -> None:
    (article,), _ = articles_of(
        row(2, source="một", target="one", system="A"),
        row(3, source="hai", target="two", system="A"),
        row(4, source="một", target="ONE", system="B"),
        row(5, source="hai", target="TWO", system="B"),
    )
    assert [(s.key, s.line, dict(s.translations)) for s in article.segments] == [
        ("1", 2, {"A": "one", "B": "ONE"}),
        ("2", 3, {"A": "two", "B": "TWO"}),
    ]


def test_a_sentence_may_recur_where_there_are_no_ids() -> None:
    (article,), skipped = articles_of(
        row(2, source="Vâng.", target="Yes."), row(3, source="Vâng.", target="Yes.")
    )
    assert [segment.key for segment in article.segments] == ["1", "2"]
    assert skipped == []


def test_numbered_rows_whose_sources_differ_are_refused() -> None:
    assert problems_of(
        row(2, source="một", target="one", system="A"), row(3, source="hai", target="two", system="B")
    ) == ['3: segment "1" has another source than an earlier row of it']


def test_systems_are_not_put_side_by_side_on_a_guess() -> None:
    assert problems_of(row(2, target="one", system="A"), row(3, target="two", system="B")) == [
        "2: several systems, but neither segment ids nor sources tell what belongs together"
    ]


def test_ids_are_for_all_rows_of_an_article_or_none() -> None:
    assert problems_of(row(2, segment="x", target="one"), row(3, target="two")) == [
        "3: has no segment id, though other rows of its article have one"
    ]


def test_a_repeated_row_is_left_out() -> None:
    (article,), skipped = articles_of(
        row(2, segment="1", source="một", target="one"), row(7, segment="1", source="một", target="one")
    )
    assert len(article.segments) == 1
    assert skipped == ["7: repeats line 2"]


@pytest.mark.parametrize(
    ("second", "different"),
    [
        ({"target": "two"}, "target"),
        ({"target": "one", "source": "hai"}, "source"),
        ({"target": "one", "correction": "One"}, "correction"),
        ({"target": "two", "reference": "deux"}, "target and reference"),
        ({"target": ""}, "target"),
    ],
)
def test_a_contradicting_row_is_refused(second: dict[str, str], different: str) -> None:
    first = row(2, segment="1", source="một", target="one")
    assert problems_of(first, row(3, **({"segment": "1", "source": "một"} | second))) == [
        f'3: contradicts line 2: segment "1" of "MT" has another {different} there'
    ]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"system": "B", "reference": "other"}, 'has another reference "reference" already'),
        ({"reference_name": "refB", "target": "two"}, 'has another translation "MT" already'),
        (
            {"reference_name": "refB", "target": "one", "correction": "x"},
            'has another correction "MT" already',
        ),
    ],
)
def test_rows_that_share_a_text_must_agree_on_it(second: dict[str, str], reason: str) -> None:
    first = row(2, segment="1", source="một", target="one", reference="un", correction="One")
    assert problems_of(first, row(3, **({"segment": "1"} | second))) == [f'3: segment "1" {reason}']


def test_a_source_may_stand_on_any_row_of_its_segment() -> None:
    (article,), _ = articles_of(
        row(2, segment="1", target="one", system="A"),
        row(3, segment="1", source="một", target="ONE", system="B"),
        row(4, segment="1", target="1", system="C"),
    )
    assert article.segments[0].source == "một"


def test_segments_without_text_are_left_out_and_later_numbers_stay() -> None:
    (article,), skipped = articles_of(
        row(2, target="one"), row(3, source=" ", target="\n"), row(4, target="", correction="new"), row(5)
    )
    assert [segment.key for segment in article.segments] == ["1", "3"]
    assert skipped == ["3: no text on any side", "5: no text on any side"]


def test_an_article_without_text_is_no_article() -> None:
    assert articles_of(row(2, target="")) == ((), ["2: no text on any side"])


def test_a_segment_with_a_source_alone_stays() -> None:
    (article,), _ = articles_of(row(2, source="một"))
    assert article.segments[0] == IncomingSegment("1", 2, "một", {}, {}, {})
