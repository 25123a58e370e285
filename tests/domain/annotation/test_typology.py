"""Categories are known by path, and each has a way out of the house."""

from __future__ import annotations

from collections import Counter

import pytest

from reviewapp.domain.annotation.its import its_type
from reviewapp.domain.annotation.mqm_core import CORE_PIDS, MQM_CORE_CATEGORIES, core_path
from reviewapp.domain.annotation.news import NEWS_CATEGORIES, NEWS_TYPES
from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.annotation.typology import Category, CategoryPathInvalid, paths_upwards
from reviewapp.domain.annotation.wmt import WMT_CATEGORIES, UnknownWmtCategory, wmt_path

ALL = (*MQM_CORE_CATEGORIES, *NEWS_CATEGORIES, *WMT_CATEGORIES)


@pytest.mark.parametrize(
    "path", ["", "/", "Accuracy", "accuracy/", "/accuracy", "a//b", "a b", "a_b", "a-", "a\n"]
)
def test_a_path_is_small_letters_and_hyphens_between_slashes(path: str) -> None:
    with pytest.raises(CategoryPathInvalid):
        Category(path, "Name", "Definition.")


@pytest.mark.parametrize(
    ("path", "parent", "upwards"),
    [
        ("accuracy", None, ["accuracy"]),
        ("accuracy/figures", "accuracy", ["accuracy/figures", "accuracy"]),
        (
            "accuracy/figures/dates",
            "accuracy/figures",
            ["accuracy/figures/dates", "accuracy/figures", "accuracy"],
        ),
    ],
)
def test_the_parent_is_the_path_above(path: str, parent: str | None, upwards: list[str]) -> None:
    assert Category(path, "Name", "Definition.").parent == parent
    assert list(paths_upwards(path)) == upwards


@pytest.mark.parametrize("category", ALL, ids=lambda category: category.path)
def test_every_category_explains_itself(category: Category) -> None:
    assert category.name[0].isupper()
    assert category.definition.endswith(".")
    assert len(category.definition) <= 110
    assert category.pid == "" or category.pid in CORE_PIDS.values()


def test_mqm_core_has_its_seven_dimensions_and_all_types() -> None:
    dimensions = [category.path for category in MQM_CORE_CATEGORIES if category.parent is None]
    assert dimensions == [
        "terminology",
        "accuracy",
        "fluency",
        "style",
        "locale-convention",
        "verity",
        "design",
    ]
    children = Counter(category.parent for category in MQM_CORE_CATEGORIES if category.parent)
    assert [children[path] for path in dimensions] == [3, 7, 6, 7, 8, 2, 6]
    assert len(set(CORE_PIDS.values())) == len(CORE_PIDS) == len(MQM_CORE_CATEGORIES) == 46


@pytest.mark.parametrize(
    ("path", "pid", "its"),
    [
        ("terminology/wrong-term", "MQMC_003000", "terminology"),
        ("accuracy", "MQMC_100000", "mistranslation"),
        ("accuracy/omission", "MQMC_105000", "omission"),
        ("accuracy/untranslated", "MQMC_108000", "untranslated"),
        ("fluency", "MQMC_200000", "grammar"),
        ("fluency/textual-conventions", "MQMC_214000", "style"),
        ("style/inconsistent-style", "MQMC_307000", "inconsistency"),
        ("locale-convention/shortcut-key", "MQMC_413000", "locale-violation"),
        ("verity/offensive", "MQMC_502000", "locale-specific-content"),
        ("design/truncation-text-expansion", "MQMC_605000", "length"),
    ],
)
def test_mqm_core_ids_are_the_councils(path: str, pid: str, its: str) -> None:
    assert (CORE_PIDS[path], its_type(path)) == (pid, its)


@pytest.mark.parametrize(
    ("path", "its"),
    [
        ("accuracy/figures", "numbers"),
        ("accuracy/figures/dates", "numbers"),
        ("accuracy/over-translation", "mistranslation"),
        ("other", "other"),
        ("our-own/type", "other"),
    ],
)
def test_an_unlisted_category_has_the_its_type_above_it(path: str, its: str) -> None:
    assert its_type(path) == its


def test_news_has_twelve_types_under_their_dimensions() -> None:
    assert len(NEWS_TYPES) == 12
    assert {kind.path for kind in NEWS_TYPES} == {c.path for c in NEWS_CATEGORIES if c.parent}
    paths = [category.path for category in NEWS_CATEGORIES]
    assert all(paths.index(kind.parent or "") < paths.index(kind.path) for kind in NEWS_TYPES)


@pytest.mark.parametrize(
    ("path", "leaves_as"),
    [
        ("accuracy/figures", "accuracy/mistranslation"),
        ("terminology/names", "terminology/wrong-term"),
        ("fluency/spelling-punctuation", "fluency/spelling"),
        ("verity/attribution-tone", "style/third-party-style"),
        ("style/register", "style/register"),
    ],
)
def test_news_types_leave_the_house_as_core_types(path: str, leaves_as: str) -> None:
    (category,) = (kind for kind in NEWS_TYPES if kind.path == path)
    assert core_path(category) == leaves_as


@pytest.mark.parametrize(
    ("path", "leaves_as"),
    [
        ("accuracy/source-language-fragment", "accuracy/untranslated"),
        ("fluency/register", "style/register"),
        ("terminology/inconsistent-use", "terminology/term-inconsistency"),
        ("other", "other"),
        ("source-error", "source-error"),
    ],
)
def test_wmt_types_leave_the_house_as_core_types_where_one_fits(path: str, leaves_as: str) -> None:
    (category,) = (kind for kind in WMT_CATEGORIES if kind.path == path)
    assert core_path(category) == leaves_as


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("Accuracy/Mistranslation", "accuracy/mistranslation"),
        ("accuracy/mistranslation", "accuracy/mistranslation"),
        ("Fluency/Punctuation", "fluency/punctuation"),
        ("Terminology/Inappropriate for context", "terminology/inappropriate-for-context"),
        ("terminology/inappropriate_for_context", "terminology/inappropriate-for-context"),
        ("Locale convention/Currency format", "locale-convention/currency-format"),
        ("Locale/Date format", "locale-convention/date-format"),
        ("Accuracy/Untranslated text", "accuracy/source-language-fragment"),
        ("Accuracy/Source language fragment", "accuracy/source-language-fragment"),
        ("Fluency/Display", "fluency/character-encoding"),
        ("Style/Unnatural or awkward", "style/awkward"),
        ("Terminology/Inconsistent use of terminology", "terminology/inconsistent-use"),
        ("Non-translation!", "non-translation"),
        ("Source error/-", "source-error"),
        ("Source issue", "source-error"),
        ("source_error", "source-error"),
        (" Other ", "other"),
        ("Other/-", "other"),
        ("No-error", None),
        ("no_error", None),
        ("No-error/-", None),
    ],
)
def test_every_spelling_of_the_releases_is_understood(written: str, path: str | None) -> None:
    assert wmt_path(written) == path


@pytest.mark.parametrize("written", ["", "Accuracy/", "Accuracy/Beauty", "HOTW-test/Found", "-"])
def test_other_spellings_are_refused(written: str) -> None:
    with pytest.raises(UnknownWmtCategory):
        wmt_path(written)


def test_severities_go_from_least_to_worst_and_explain_themselves() -> None:
    assert [severity.label for severity in Severity] == ["Neutral", "Minor", "Major", "Critical"]
    assert all(severity.meaning.endswith(".") for severity in Severity)
