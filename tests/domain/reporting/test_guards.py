"""Every guard by a table both ways: what it must warn of, and sane data on which it must keep silent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.reporting import guards
from reviewapp.domain.reporting.guards import (
    Caution,
    CautionKind,
    Threshold,
    different_signatures,
    equal_figures,
    far_ahead,
    few_segments,
    many_comparisons,
    signature_fields,
    unfit_ter_units,
    unfit_tokenizer,
)
from reviewapp.domain.scoring import Level, MetricName, metric_for
from reviewapp.domain.scoring.significance import Comparison, PairedTest
from reviewapp.domain.text.languages import UnknownLanguage

LANGUAGES = ["en", "vi", "de", "ar", "ko", "zh", "zh-Hant", "yue", "ja", "th", "lo", "km", "my", "bo"]
BLEU = "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0"
TER = "nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0"


def fires(caution: Caution | None, kind: CautionKind) -> bool:
    """Say whether there is a caution; it must then be a sentence of that kind."""
    if caution is None:
        return False
    assert caution.kind is kind
    assert caution.sentence[0].isupper() or caution.sentence[0].isdigit()
    assert caution.sentence.endswith(".")
    return True


def test_thresholds_name_their_sources() -> None:
    thresholds = [value for value in vars(guards).values() if isinstance(value, Threshold)]

    assert len(thresholds) == 5
    assert all(each.source and each.limit > 0 for each in thresholds)


@pytest.mark.parametrize(
    ("segments", "warns"), [(0, True), (1, True), (299, True), (300, False), (2_000, False)]
)
def test_few_segments(segments: int, warns: bool) -> None:
    assert fires(few_segments(segments), CautionKind.FEW_SEGMENTS) is warns


def test_one_is_singular() -> None:
    one, two = few_segments(1), few_segments(2)
    assert one is not None
    assert two is not None
    assert "on 1 segment:" in one.sentence
    assert "on 2 segments:" in two.sentence


def named(*figures: float) -> dict[str, float]:
    return {f"System {number}": figure for number, figure in enumerate(figures)}


@pytest.mark.parametrize(
    ("figures", "metric"),
    [
        (named(61.0, 33.1, 32.5, 31.8, 30.2), MetricName.BLEU),
        (named(40.0, 30.0, 30.0, 29.0, 29.0), MetricName.CHRF),
        (named(30.0, 30.0, 30.0, 30.0, 36.0), MetricName.SPBLEU),
        (named(22.0, 51.0, 54.5, 55.2, 57.0, 60.1), MetricName.TER),
    ],
    ids=["bleu", "chrf", "all others equal", "ter, where less is better"],
)
def test_one_system_far_ahead(figures: Mapping[str, float], metric: MetricName) -> None:
    assert fires(far_ahead(figures, metric=metric, references=1), CautionKind.FAR_AHEAD)


def test_the_leader_and_the_lead_are_named() -> None:
    caution = far_ahead(named(33.1, 32.5, 61.0, 31.8, 30.2), metric=MetricName.BLEU, references=1)

    assert caution is not None
    assert caution.sentence.startswith("System 2 is 27.9 points of BLEU ahead of System 0")


@pytest.mark.parametrize(
    ("figures", "metric", "references"),
    [
        ({}, MetricName.BLEU, 1),
        (named(61.0, 33.1, 32.5, 31.8), MetricName.BLEU, 1),
        (named(61.0, 33.1, 32.5, 31.8, 30.2), MetricName.BLEU, 2),
        (named(0.05, 0.4, 0.41, 0.42, 0.43), MetricName.HTER, 1),
        (named(34.0, 33.1, 32.5, 31.8, 30.2), MetricName.BLEU, 1),
        (named(34.9, 30.0, 30.0, 30.0, 30.0), MetricName.BLEU, 1),
        (named(40.0, 33.0, 28.0, 24.0, 19.0, 11.0), MetricName.BLEU, 1),
        (named(12.0, 33.0, 32.5, 33.5, 34.0), MetricName.BLEU, 1),
        (named(90.0, 51.0, 54.5, 52.2, 50.0), MetricName.TER, 1),
        (named(30.0, 30.0, 30.0, 30.0, 30.0), MetricName.CHRF, 1),
    ],
    ids=[
        "no system",
        "too few systems for a spread",
        "two references",
        "the reference is the correction",
        "a small lead",
        "less than five points",
        "a wide spread",
        "one far behind",
        "one far behind by TER",
        "all equal",
    ],
)
def test_nobody_far_ahead(figures: Mapping[str, float], metric: MetricName, references: int) -> None:
    assert far_ahead(figures, metric=metric, references=references) is None


@given(st.lists(st.floats(0, 100), max_size=12))
def test_systems_within_five_points_raise_no_suspicion(figures: list[float]) -> None:
    near = named(*(30 + figure * 0.049 for figure in figures))
    assert far_ahead(near, metric=MetricName.BLEU, references=1) is None


@pytest.mark.parametrize(
    ("signature", "language", "warns"),
    [
        (BLEU, "zh", True),
        (BLEU, "ja", True),
        (BLEU, "th", True),
        (f"BLEU|{BLEU}", "km", True),
        (BLEU.replace("13a", "intl"), "my", True),
        ("#:1|c:mixed|e:no|tok:13a|s:exp|v:2.6.0", "lo", True),
        (BLEU, "en", False),
        (BLEU, "vi", False),
        (BLEU, "ar", False),
        (BLEU, "ko", False),
        (BLEU.replace("13a", "zh"), "zh", False),
        (BLEU.replace("13a", "ja-mecab-0.996-IPA"), "ja", False),
        (BLEU.replace("13a", "char"), "th", False),
        (BLEU.replace("13a", "flores200"), "km", False),
        (BLEU + "|sep:word", "th", False),
        (TER, "zh", False),
        ("nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0", "zh", False),
        ("", "zh", False),
    ],
)
def test_words_where_there_are_no_spaces(signature: str, language: str, warns: bool) -> None:
    assert fires(unfit_tokenizer(signature, target_language=language), CautionKind.TOKENIZER) is warns


ASIAN = TER.replace("norm:no", "norm:yes").replace("asian:no", "asian:yes")


@pytest.mark.parametrize(
    ("signature", "language", "warns"),
    [
        (TER, "zh", True),
        (TER, "ja", True),
        (TER, "th", True),
        (TER.replace("asian:no", "asian:yes"), "zh", True),
        (TER.replace("norm:no", "norm:yes"), "ja", True),
        (ASIAN, "th", True),
        ("#:1|c:lc|t:tercom|nr:no|pn:yes|as:no|v:2.6.0", "zh-Hant", True),
        (ASIAN, "zh", False),
        (ASIAN, "yue", False),
        (ASIAN, "ja", False),
        (TER + "|sep:grapheme", "th", False),
        (TER + "|sep:grapheme", "zh", False),
        ("#:1|c:lc|t:tercom|nr:yes|pn:yes|as:yes|v:2.6.0", "zh", False),
        (TER, "en", False),
        (TER, "ko", False),
        (BLEU, "zh", False),
    ],
)
def test_sentences_taken_for_words(signature: str, language: str, warns: bool) -> None:
    assert fires(unfit_ter_units(signature, target_language=language), CautionKind.TER_UNITS) is warns


def test_the_remedy_fits_the_script() -> None:
    chinese, thai = (unfit_ter_units(TER, target_language=language) for language in ("zh", "th"))

    assert chinese is not None
    assert "both options, normalisation and Asian support" in chinese.sentence
    assert thai is not None
    assert "characters set apart" in thai.sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["bleu", "chrf", "chrf++", "ter", "hter"])
def test_our_own_signatures_never_raise_a_caution(language: str, name: str) -> None:
    metric = metric_for(name, target_language=language)
    for level in Level:
        signature = metric.signature(level=level)
        assert unfit_tokenizer(signature, target_language=language) is None
        assert unfit_ter_units(signature, target_language=language) is None


@pytest.mark.parametrize("guard", [unfit_tokenizer, unfit_ter_units])
def test_what_is_no_language_is_refused(guard: Any) -> None:
    with pytest.raises(UnknownLanguage):
        guard(BLEU if guard is unfit_tokenizer else TER, target_language="harbour")


@pytest.mark.parametrize(
    ("signatures", "words"),
    [
        ([BLEU, BLEU.replace("13a", "zh")], "tok (13a, zh)"),
        ([BLEU, BLEU.replace("nrefs:1", "nrefs:2")], "nrefs (1, 2)"),
        ([BLEU, BLEU, BLEU.replace("2.6.0", "2.4.3")], "version (2.4.3, 2.6.0)"),
        ([TER, ASIAN], "asian (no, yes) and norm (no, yes)"),
        ([TER, TER + "|sep:grapheme"], "sep (grapheme, none)"),
        ([BLEU, "#:1|c:lc|e:no|tok:13a|s:exp|v:2.6.0"], "case (lc, mixed)"),
    ],
)
def test_signatures_that_differ(signatures: list[str], words: str) -> None:
    caution = different_signatures({str(number): each for number, each in enumerate(signatures)})

    assert fires(caution, CautionKind.SIGNATURES_DIFFER)
    assert caution is not None
    assert f"differ in {words}." in caution.sentence


@pytest.mark.parametrize(
    "signatures",
    [
        [],
        [BLEU],
        [BLEU, BLEU],
        [BLEU, f"BLEU|{BLEU}"],
        [BLEU, "nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0"],
        [BLEU, "#:1|ar:10000|rs:12345|c:mixed|e:no|tok:13a|s:exp|v:2.6.0"],
        [TER, "#:1|c:lc|t:tercom|nr:no|pn:yes|as:no|v:2.6.0"],
        [
            "nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.6.0",
            "#:1|c:mixed|e:yes|nc:6|nw:2|s:no|v:2.6.0",
        ],
        ["nrefs:1|case:mixed|tok:13a|test:news|version:2.6.0", "#:1|c:mixed|tok:13a|t:news|v:2.6.0"],
    ],
)
def test_signatures_that_mean_the_same(signatures: list[str]) -> None:
    assert different_signatures({str(number): each for number, each in enumerate(signatures)}) is None


def test_fields_of_a_signature() -> None:
    assert signature_fields("BLEU|nrefs:1|tok:spm-0a1b|smooth:add-k[1.00]") == {
        "nrefs": "1",
        "tok": "spm-0a1b",
        "smooth": "add-k[1.00]",
    }


@pytest.mark.parametrize(
    ("comparisons", "warns"), [(0, False), (1, False), (2, False), (3, True), (19, True)]
)
def test_many_comparisons(comparisons: int, warns: bool) -> None:
    assert fires(many_comparisons(comparisons), CautionKind.MANY_COMPARISONS) is warns


def test_many_comparisons_in_figures() -> None:
    caution = many_comparisons(19)

    assert caution is not None
    assert caution.sentence.startswith("19 comparisons")
    assert "about 62%" in caution.sentence
    assert "below 0.0026" in caution.sentence
    assert many_comparisons(9, level=0.01) is None


@pytest.mark.parametrize(("difference", "warns"), [(0.0, True), (-0.0, True), (0.01, False), (-1.2, False)])
def test_equal_figures(difference: float, warns: bool) -> None:
    comparison = Comparison(
        test=PairedTest.BOOTSTRAP, p_value=0.001, difference=difference, segments=400, samples=1000, seed=1
    )

    assert fires(equal_figures(comparison), CautionKind.EQUAL_FIGURES) is warns
