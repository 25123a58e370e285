"""What sentences of two languages share on paper, and what their lengths say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewapp.domain.alignment.anchors import anchor_distances
from reviewapp.domain.alignment.beads import SHAPES
from reviewapp.domain.alignment.features import features_of, without_diacritics
from reviewapp.domain.alignment.lengths import count_letters, length_surprises


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("It cost 1,250.50 euros", "Es kostete 1.250,50 Euro", {"#125050"}),
        ("about 1,500,000 people", "khoảng 1.500.000 người", {"#1500000"}),
        ("at 4.45 in the morning", "à 4 h 45 du matin", {"#4", "#45"}),
        ("42 guests", "٤٢ ضيفا", {"#42"}),
        ("42 guests", "４２名", {"#42"}),
        ("in Nghe An and Da Nang", "ở Nghệ An và Đà Nẵng", {"nghe", "an", "da", "nang"}),
        ("The university opened", "Die Universität öffnet", {"~unive"}),
        ("Straße gesperrt", "STRASSE gesperrt", {"strasse", "gesperrt", "~stras", "~gespe"}),
        ("Who? Me!", "谁？我！", {".?", ".!"}),
        ("“Yes” (maybe): 5 %...", "«Oui» （peut-être）： 5 ％…", {'."', ".(", ".:", ".%", ".…", "#5"}),
        ("北京大学", "北京市", {"北京"}),
        ("我", "我", {"我"}),
        ("", "  ", set()),
    ],
)
def test_shared_features(one: str, other: str, shared: set[str]) -> None:
    assert features_of(one) & features_of(other) == shared


@settings(deadline=None)
@given(st.text(max_size=40))
def test_features_do_not_depend_on_case_or_composition(text: str) -> None:
    assert features_of(text) == features_of(text)
    assert all(features_of(text))


@pytest.mark.parametrize(
    ("text", "plain"), [("Nghệ", "Nghe"), ("đường", "duong"), ("Łódź".lower(), "lodz"), ("ß", "ss")]
)
def test_without_diacritics(text: str, plain: str) -> None:
    assert without_diacritics(text) == plain


def test_shared_names_bring_sentences_closer() -> None:
    source = ["Lena Ortiz flew to Quito.", "It rained.", "Ray Boone won 7 medals."]
    target = ["Lena Ortiz bay đến Quito.", "Trời mưa.", "Ray Boone giành 7 huy chương."]
    distances = anchor_distances(source, target)
    assert list(distances[1, 1].argmin(axis=1)[[0, 2]]) == [0, 2]
    assert distances[1, 1].shape == (3, 3)
    assert distances[3, 1].shape == (1, 3)
    assert distances[4, 1].size == 0
    assert 0 <= distances[1, 1].min() <= distances[1, 1].max() <= 1


def test_nothing_shared_is_a_distance_of_one() -> None:
    assert (anchor_distances(["alpha beta"], ["გამა დელტა", ""])[1, 1] == 1).all()


@settings(deadline=None)
@given(
    st.lists(st.text(max_size=20), min_size=1, max_size=6),
    st.lists(st.text(max_size=20), min_size=1, max_size=6),
)
def test_distances_lie_between_none_and_all(source: list[str], target: list[str]) -> None:
    for shape, matrix in anchor_distances(source, target).items():
        assert matrix.shape == (max(0, len(source) - shape[0] + 1), max(0, len(target) - shape[1] + 1))
        assert ((matrix > -1e-4) & (matrix <= 1 + 1e-4)).all()


@pytest.mark.parametrize(
    ("text", "letters"), [("", 0), ("abc", 3), ("中文", 6), ("한국어 A", 11), ("カナ", 6), ("Đẹp", 3)]
)
def test_dense_scripts_count_three(text: str, letters: int) -> None:
    assert count_letters(text) == letters


def test_equal_lengths_are_no_surprise_whatever_the_ratio() -> None:
    surprises = length_surprises([20, 40, 60], [9.5, 19.5, 29.5])
    assert surprises.keys() == set(SHAPES)
    assert np.diag(surprises[1, 1]).max() < 0.01
    assert surprises[2, 2][0, 0] < 0.01
    assert surprises[1, 1][0, 2] > 2


def test_a_surprise_has_an_end() -> None:
    assert length_surprises([5, 4000], [4000, 5])[1, 1].max() == 25
