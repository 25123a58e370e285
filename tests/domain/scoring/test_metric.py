"""Figures from statistics equal sacrebleu's own, whatever the metric, language and number of references."""

from __future__ import annotations

import pickle
import unicodedata
from typing import Any

import pytest
import sacrebleu
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.tokenizers import tokenizer_ja_mecab, tokenizer_ko_mecab

from reviewapp.domain.scoring import (
    METRICS,
    Level,
    Metric,
    MetricName,
    MetricUnavailable,
    add_statistics,
    metric_for,
    sacrebleu_metrics,
)
from reviewapp.domain.text.languages import UnknownLanguage

SACREBLEU: dict[str, tuple[Any, Any]] = {
    "bleu": (sacrebleu.BLEU(), sacrebleu.BLEU(effective_order=True)),
    "chrf": (sacrebleu.CHRF(), sacrebleu.CHRF()),
    "chrf++": (sacrebleu.CHRF(word_order=2), sacrebleu.CHRF(word_order=2)),
    "ter": (sacrebleu.TER(), sacrebleu.TER()),
}
WORDS = st.sampled_from(["the", "old", "Bridge", "closed", "on", "Monday,", "12.5", "again.", "&amp;", "đò"])
SENTENCES = st.lists(WORDS, max_size=8).map(" ".join)


@pytest.mark.parametrize("name", list(SACREBLEU))
@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(*[SENTENCES] * 5), min_size=1, max_size=6))
def test_equals_sacrebleu_to_the_last_digit(name: str, rows: list[tuple[str, ...]]) -> None:
    corpus, segment = SACREBLEU[name]
    for count in (1, 2, 3, 4):
        metric = metric_for(name, target_language="en", references=count)
        statistics = [metric.statistics(row[0], row[1 : 1 + count]) for row in rows]
        hypotheses, *streams = [
            list(column) for column in zip(*(row[: 1 + count] for row in rows), strict=True)
        ]
        theirs = corpus.corpus_score(hypotheses, streams).score
        # sacrebleu adds thirds of reference lengths up in floating point, where our sums are exact.
        equal = pytest.approx(theirs, rel=1e-12, abs=0) if (name, count) == ("ter", 3) else theirs
        assert metric.corpus_score(add_statistics(statistics)) == equal
        for row, values in zip(rows, statistics, strict=True):
            assert metric.segment_score(values) == segment.sentence_score(row[0], row[1 : 1 + count]).score


@pytest.mark.parametrize(
    ("name", "language", "references", "level", "expected"),
    [
        ("bleu", "en", 1, "corpus", "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0"),
        ("bleu", "vi", 2, "segment", "nrefs:2|case:mixed|eff:yes|tok:13a|smooth:exp|version:2.6.0"),
        ("bleu", "zh", 1, "corpus", "nrefs:1|case:mixed|eff:no|tok:zh|smooth:exp|version:2.6.0"),
        (
            "bleu",
            "ja",
            1,
            "corpus",
            "nrefs:1|case:mixed|eff:no|tok:ja-mecab-0.996-IPA|smooth:exp|version:2.6.0",
        ),
        ("bleu", "th", 1, "segment", "nrefs:1|case:mixed|eff:yes|tok:char|smooth:exp|version:2.6.0"),
        ("chrf", "en", 1, "segment", "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0"),
        ("chrf++", "en", 1, "corpus", "nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.6.0"),
        ("ter", "en", 1, "corpus", "nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0"),
        ("ter", "ja", 1, "segment", "nrefs:1|case:lc|tok:tercom|norm:yes|punct:yes|asian:yes|version:2.6.0"),
        ("hter", "zh", 1, "corpus", "nrefs:1|case:lc|tok:tercom|norm:yes|punct:yes|asian:yes|version:2.6.0"),
        (
            "ter",
            "th",
            1,
            "corpus",
            "nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0|sep:grapheme",
        ),
    ],
)
def test_signatures(name: str, language: str, references: int, level: str, expected: str) -> None:
    metric = metric_for(name, target_language=language, references=references)
    assert metric.signature(level=Level(level)) == expected


def test_korean_is_cut_by_its_own_analyser() -> None:
    metric = metric_for("bleu", target_language="ko")
    assert "tok:ko-mecab-" in metric.signature(level=Level.CORPUS)
    assert metric.segment_score(metric.statistics("배가 떠났다.", ["배가 떠났다."])) == pytest.approx(100)


@pytest.mark.parametrize(
    ("language", "module", "package"),
    [("ja", tokenizer_ja_mecab, "cjk"), ("ko", tokenizer_ko_mecab, "cjk")],
)
def test_missing_extra_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, language: str, module: Any, package: str
) -> None:
    monkeypatch.setattr(module, "MeCab", None)
    sacrebleu_metrics.setup_for.cache_clear()
    sacrebleu_metrics._bleu.cache_clear()
    with pytest.raises(MetricUnavailable, match=f"extra `{package}`"):
        metric_for("bleu", target_language=language)


@pytest.mark.parametrize("name", [name.value for name in MetricName if name is not MetricName.SPBLEU])
def test_composed_and_decomposed_vietnamese_are_one_text(name: str) -> None:
    metric = metric_for(name, target_language="vi")
    text, other = "Chuyến phà rời bến lúc sáng sớm.", "Chuyến phà đã rời bến sáng nay."
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed != text
    assert metric.statistics(decomposed, [other]) == metric.statistics(text, [other])
    assert metric.statistics(other, [decomposed]) == metric.statistics(other, [text])


def test_other_languages_are_scored_as_they_stand_like_the_command_line() -> None:
    metric = metric_for("chrf", target_language="cs")
    text = "Příští čtvrtek začíná trh."
    decomposed = unicodedata.normalize("NFD", text)
    assert metric.statistics(decomposed, [text]) != metric.statistics(text, [text])
    assert metric.corpus_score(metric.statistics(decomposed, [text])) == (
        sacrebleu.corpus_chrf([decomposed], [[text]]).score
    )


@pytest.mark.parametrize(
    ("name", "hypothesis", "reference", "score"),
    [
        ("bleu", "", "a b", 0.0),
        ("bleu", "a b", "", 0.0),
        ("chrf", "", "a b", 0.0),
        ("ter", "", "a b", 100.0),
        ("ter", "a b", "", 100.0),
        ("ter", "", "", 0.0),
        ("ter", "w x y z", "a", 400.0),
        ("hter", "w x y z", "a", 1.0),
        ("hter", "a b c d", "a b c e", 0.25),
        ("hter", "a b", "a b", 0.0),
    ],
)
def test_edges(name: str, hypothesis: str, reference: str, score: float) -> None:
    metric = metric_for(name, target_language="en")
    assert metric.segment_score(metric.statistics(hypothesis, [reference])) == score


def test_hter_of_several_segments_comes_from_their_sums() -> None:
    metric = metric_for("hter", target_language="en")
    rows = [metric.statistics("a b c d", ["a b c e"]), metric.statistics("x", ["x"])]
    assert metric.corpus_score(add_statistics(rows)) == 1 / 5


def test_ter_moves_graphemes_where_there_are_no_spaces() -> None:
    metric = metric_for("ter", target_language="th")
    same, one_off = metric.statistics("กินข้าว", ["กินข้าว"]), metric.statistics("กินข้าว", ["กินข้าง"])
    assert same[0] == 0
    assert one_off == (1, 5)


@pytest.mark.parametrize("name", ["bleu", "chrf", "chrf++", "ter", "hter"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_statistics_are_as_many_integers_as_the_metric_says(name: str, count: int) -> None:
    metric = metric_for(name, target_language="en", references=count)
    references = ["the old bridge", "a bridge", "the bridge that is old"][:count]
    statistics = metric.statistics("the bridge", references)
    assert len(statistics) == METRICS[metric.name].statistics
    assert [type(number) for number in statistics] == [int] * len(statistics)


def test_ter_keeps_the_lengths_of_all_references_and_divides_by_their_number() -> None:
    metric = metric_for("ter", target_language="en", references=3)
    assert metric.statistics("a b", ["a b", "a b c d", "a"]) == (0, 7)
    assert metric.corpus_score([2, 7]) == sacrebleu.TER()._compute_score_from_stats([2, 7 / 3]).score


@pytest.mark.parametrize(
    ("count", "references"), [(1, []), (1, ()), (1, "one text"), (1, ["a", "b"]), (2, ["a"]), (8, "one text")]
)
def test_another_number_of_references_is_an_error_and_not_0(count: int, references: Any) -> None:
    metric = metric_for("bleu", target_language="en", references=count)
    with pytest.raises(ValueError, match=f"a sequence of {count} references"):
        metric.statistics("a", references)


def test_a_metric_is_for_at_least_one_reference() -> None:
    with pytest.raises(ValueError, match="at least one reference"):
        metric_for("bleu", target_language="en", references=0)


@pytest.mark.parametrize("score", [Metric.segment_score, Metric.corpus_score])
def test_statistics_of_another_metric_are_refused(score: Any) -> None:
    chrf = metric_for("chrf", target_language="en").statistics("a", ["a"])
    with pytest.raises(ValueError, match="10 statistics expected, 18 given"):
        score(metric_for("bleu", target_language="en"), chrf)


@pytest.mark.parametrize(
    ("rows", "message"),
    [([], "no statistics"), ([(1, 2), (1,)], "shorter"), ([(), ()], "no statistics")],
)
def test_sums_need_rows_of_one_length(rows: list[tuple[int, ...]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        add_statistics(rows)


@given(rows=st.lists(st.tuples(*[st.integers(0, 2**62)] * 3), min_size=1, max_size=9))
def test_sums_are_exact_in_any_order(rows: list[tuple[int, ...]]) -> None:
    sums = add_statistics(rows)
    assert sums == tuple(map(sum, zip(*rows, strict=True))) == add_statistics(sorted(rows))


def test_metric_is_picklable_and_hashable() -> None:
    metric = metric_for("chrf++", target_language="pt-br")
    assert metric.target_language == "pt-BR"
    assert pickle.loads(pickle.dumps(metric)) == metric
    assert {metric: 1}[metric_for("chrf++", target_language="pt-BR")] == 1
    assert metric.higher_is_better
    assert metric.needs_reference
    assert metric.is_instant


@pytest.mark.parametrize(
    ("name", "language", "error"),
    [
        ("meteor", "en", ValueError),
        ("bleu", "qq-nowhere", UnknownLanguage),
        ("spbleu", "en", MetricUnavailable),
    ],
)
def test_what_there_is_no_metric_for(name: str, language: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        metric_for(name, target_language=language)
