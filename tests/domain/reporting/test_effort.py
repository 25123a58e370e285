"""Edit effort: words and characters that an editor changed, in any script, and their sums."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.reporting.effort import Effort, Touch, add_efforts, edit_effort, touch
from reviewapp.domain.text.languages import UnknownLanguage

DECOMPOSED, COMPOSED = "pho\u031b\u0309 bo\u0300", "phở bò"
texts = st.text(alphabet="ab é\u0301.ก東\n", max_size=30)
languages = st.sampled_from(["en", "vi", "th", "ja"])


@pytest.mark.parametrize(
    ("language", "machine", "standing", "words", "characters"),
    [
        # (changed, of): a word replaced; signs count as words do.
        ("en", "The ferry left wharf.", "The ferry left port.", (1, 5), (4, 21)),
        ("en", "It rains.", "It rained hard.", (2, 4), (7, 15)),
        ("en", "", "Rain.", (2, 2), (5, 5)),
        ("en", "Rain.", "", (2, 2), (5, 5)),
        ("en", "", "", (0, 0), (0, 0)),
        ("vi", "Phà về bến.", "Phà rời bến.", (1, 4), (3, 12)),
        # No spaces are written: what counts as a word is what a reader calls a character.
        ("ja", "船が出た。", "船が着いた。", (2, 6), (2, 6)),
        ("th", "เรือออก", "เรือเข้า", (3, 6), (4, 8)),
        # The same word from two keyboards is no work.
        ("vi", DECOMPOSED, COMPOSED, (0, 2), (0, 6)),
    ],
)
def test_what_was_changed(
    language: str, machine: str, standing: str, words: tuple[int, int], characters: tuple[int, int]
) -> None:
    found = edit_effort(machine, standing, language=language)
    assert (found.words_changed, found.words) == words
    assert (found.characters_changed, found.characters) == characters


@pytest.mark.parametrize(
    ("machine", "standing", "kind"),
    [
        ("It rains.", "It rains.", Touch.UNTOUCHED),
        (DECOMPOSED, COMPOSED, Touch.UNTOUCHED),
        ("", "", Touch.UNTOUCHED),
        ("It  rains.", "It rains.", Touch.WHITE_SPACE),
        ("It rains. ", "It rains.", Touch.WHITE_SPACE),
        ("at 6\u00a0am", "at 6 am", Touch.WHITE_SPACE),
        ("東京 駅", "東京駅", Touch.WHITE_SPACE),
        ("a part", "apart", Touch.WHITE_SPACE),
        (" ", "", Touch.WHITE_SPACE),
        ("It rains.", "It rains", Touch.CHANGED),
        ("It rains.", "it rains.", Touch.CHANGED),
    ],
)
def test_how_a_text_was_touched(machine: str, standing: str, kind: Touch) -> None:
    found = edit_effort(machine, standing, language="en")
    assert touch(machine, standing) is kind
    assert (found.untouched, found.white_space_only) == (kind is Touch.UNTOUCHED, kind is Touch.WHITE_SPACE)


def test_white_space_that_joins_words_is_told_by_the_words() -> None:
    assert edit_effort("a part of it", "apart of it", language="en").words_changed == 2
    assert edit_effort("a part  of it", "a part of it", language="en").words_changed == 0


@given(texts, texts, languages)
def test_shares_are_shares_and_distances_symmetric(machine: str, standing: str, language: str) -> None:
    found = edit_effort(machine, standing, language=language)
    back = edit_effort(standing, machine, language=language)
    for share in (found.share_of_words_changed, found.share_of_characters_changed):
        assert share is None or 0 <= share <= 1
    assert (found.words_changed, found.words) == (back.words_changed, back.words)
    assert (found.characters_changed, found.characters) == (back.characters_changed, back.characters)
    assert bool(found.untouched) == (found.characters_changed == 0)
    assert found.untouched + found.white_space_only <= 1


@given(st.lists(st.tuples(texts, texts), max_size=6), st.integers(0, 6))
def test_efforts_add_up_in_any_parts(pairs: list[tuple[str, str]], cut: int) -> None:
    efforts = [edit_effort(machine, standing, language="en", seconds=2.0) for machine, standing in pairs]
    whole = add_efforts(efforts)
    assert whole == add_efforts([add_efforts(efforts[:cut]), add_efforts(efforts[cut:])])
    assert whole.texts == len(pairs)
    assert whole.words == sum(effort.words for effort in efforts)


def test_figures_over_many() -> None:
    sentences = [
        ("The ferry left wharf.", "The ferry left port.", 6.0),
        ("It rains.", "It rains.", None),
        ("Rain  fell.", "Rain fell.", 2.0),
        ("Cranes wait.", "Cranes wait.", 0.0),
    ]
    whole = add_efforts(edit_effort(a, b, language="en", seconds=seconds) for a, b, seconds in sentences)
    assert whole.share_of_words_changed == 1 / 14
    assert whole.share_of_characters_changed == pytest.approx((4 + 1) / (21 + 9 + 11 + 12))
    assert (whole.untouched, whole.white_space_only, whole.share_untouched) == (2, 1, 0.5)
    # Nobody timed the second: neither its words nor its seconds are in.
    assert (whole.machine_words, whole.timed_words) == (10, 8)
    assert whole.seconds_per_word == 1.0
    assert whole.interval_untouched
    assert 0 < whole.interval_untouched.low < 0.5 < whole.interval_untouched.high < 1


def test_nothing_has_no_figures() -> None:
    nothing = add_efforts([])
    assert nothing == Effort()
    assert nothing.share_of_words_changed is None
    assert nothing.share_of_characters_changed is None
    assert nothing.share_untouched is None
    assert nothing.interval_untouched is None
    assert nothing.seconds_per_word is None


@pytest.mark.parametrize("machine", ["", "…"])
def test_time_on_no_words_has_no_speed(machine: str) -> None:
    assert edit_effort(machine, "Rain.", language="en", seconds=5.0).seconds_per_word is None


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        edit_effort("a", "b", language="en", seconds=-1.0)
    with pytest.raises(UnknownLanguage):
        edit_effort("a", "b", language="martian")
