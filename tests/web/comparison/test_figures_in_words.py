"""How figures, differences and p-values are written, and what is marked in two texts."""

from __future__ import annotations

import pytest

from reviewapp.domain.text.diff import diff_texts
from reviewapp.queries.comparison import Verdict
from reviewapp.templatetags.comparison import (
    difference,
    p_value,
    precise_figure,
    text_apart,
    verdict_sign,
)
from tests.web.markup import read


@pytest.mark.parametrize(
    ("value", "metric", "shown"),
    [
        (61.456, "chrf", "61.46"),
        (0.0504, "hter", "0.050"),
        (None, "bleu", "not available"),
        (0.0, "ter", "0.00"),
    ],
)
def test_a_figure_has_one_decimal_more_than_elsewhere(value: float | None, metric: str, shown: str) -> None:
    assert precise_figure(value, metric) == shown


@pytest.mark.parametrize(
    ("value", "metric", "shown"),
    [
        (1.234, "chrf", "+1.23"),
        (-1.236, "bleu", "−1.24"),
        (-0.0501, "hter", "−0.050"),
        (-0.001, "ter", "0.00"),
        (0.0, "ter", "0.00"),
        (10.0, "ter", "+10.00"),
        (None, "chrf", "not available"),
    ],
)
def test_a_difference_has_a_sign_unless_it_rounds_to_nothing(
    value: float | None, metric: str, shown: str
) -> None:
    assert difference(value, metric) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(1 / 1001, "0.0010"), (1 / 10_001, "< 0.0001"), (0.05, "0.0500"), (1.0, "1.0000")]
)
def test_a_p_value_has_four_decimals(value: float, shown: str) -> None:
    assert p_value(value) == shown


def test_each_verdict_has_a_sign_of_its_own() -> None:
    assert len({verdict_sign(verdict) for verdict in Verdict}) == len(Verdict)


@pytest.mark.parametrize(
    ("theirs", "ours", "language"),
    [
        ("Two cranes wait.", "Two <b>ferries</b> wait.", "en"),
        ("二号码头的渡轮", "三号码头的货轮", "zh"),
        ("غادرت العبّارة", "غادرت السفينة", "ar"),
        ("", "A text.", "en"),
        ("Same.", "Same.", "en"),
    ],
)
def test_both_texts_stay_whole_and_only_their_own_words_are_marked(
    theirs: str, ours: str, language: str
) -> None:
    changes = diff_texts(theirs, ours, language=language)

    shown = [read(text_apart(changes, later=later)) for later in (True, False)]

    assert [part.text for part in shown] == [ours, theirs]
    for part in shown:
        assert all(mark.text.strip() for mark in part.all("mark"))
        assert not part.all("b")
    assert bool(shown[0].all("mark")) is (theirs != ours)
