"""Length ratios in subwords: what is usual between two languages, what is surprising, what fits a corpus."""

from __future__ import annotations

import math
import pathlib
import random
import statistics
import subprocess
import sys

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.scoring.lengths import (
    MINIMUM_PAIRS,
    SURPRISING_Z,
    Fertility,
    LengthNorm,
    TooFewPairs,
    add_fertilities,
    length_norm,
    log_ratio,
    surprising_pairs,
)
from reviewapp.domain.scoring.subwords import (
    SubwordModel,
    TooLittleText,
    VocabularyTooSmall,
    fertility,
    subword_length,
    subword_pieces,
    train_subword_model,
)
from reviewapp.domain.text.languages import UnknownLanguage

lengths = st.integers(1, 400)
many_pairs = st.lists(st.tuples(lengths, lengths), min_size=MINIMUM_PAIRS, max_size=80)


@pytest.mark.parametrize(
    ("source", "target", "ratio"),
    [
        (10, 10, 0.0),
        (10, 20, math.log(2)),
        (20, 10, -math.log(2)),
        (0, 5, None),
        (5, 0, None),
        (0, 0, None),
    ],
)
def test_the_log_ratio_is_symmetric_and_empty_texts_have_none(
    source: int, target: int, ratio: float | None
) -> None:
    assert log_ratio(source, target) == (None if ratio is None else pytest.approx(ratio))


@pytest.mark.parametrize(("source", "target"), [(-1, 5), (5, -1)])
def test_a_length_below_zero_is_refused(source: int, target: int) -> None:
    with pytest.raises(ValueError, match="-1"):
        log_ratio(source, target)


@given(many_pairs)
def test_the_norm_is_the_median_and_its_absolute_deviation(pairs: list[tuple[int, int]]) -> None:
    ratios = [math.log(target / source) for source, target in pairs]
    norm = length_norm(pairs)
    assert norm.n == len(pairs)
    assert norm.median == pytest.approx(statistics.median(ratios))
    assert norm.mad == pytest.approx(scipy.stats.median_abs_deviation(ratios), abs=1e-11)
    assert (norm.mad == 0) is bool(norm.problem)


@given(many_pairs, lengths, lengths)
def test_turning_the_languages_round_turns_the_sign(
    pairs: list[tuple[int, int]], source: int, target: int
) -> None:
    there, back = length_norm(pairs), length_norm((b, a) for a, b in pairs)
    assert back.median == pytest.approx(-there.median, abs=1e-12)
    z, turned = there.robust_z(source, target), back.robust_z(target, source)
    assert (z is None) is (turned is None) is bool(there.problem)
    if z is not None:
        assert turned == pytest.approx(-z, rel=1e-6, abs=1e-6)


def test_z_is_in_standard_deviations_where_ratios_are_normal() -> None:
    chance = np.random.default_rng(4)
    ratios = chance.normal(0.3, 0.2, size=4_000)
    # Long texts, so that whole numbers of pieces do not blur the ratio.
    pairs = [(100_000, round(100_000 * math.exp(ratio))) for ratio in ratios]
    norm = length_norm(pairs)
    found = [norm.robust_z(*pair) for pair in pairs]
    assert norm.median == pytest.approx(0.3, abs=0.02)
    assert np.std([z for z in found if z is not None]) == pytest.approx(1, abs=0.05)


def test_a_few_wild_pairs_do_not_move_the_norm() -> None:
    usual = [(20, 20 + n % 5) for n in range(60)]
    norm, shaken = length_norm(usual), length_norm([*usual, *[(20, 4_000)] * 6])
    assert shaken.median == pytest.approx(norm.median, abs=0.05)
    assert shaken.mad == pytest.approx(norm.mad, abs=0.05)


@pytest.mark.parametrize("pairs", [[], [(3, 4)] * (MINIMUM_PAIRS - 1), [(0, 4)] * 50])
def test_too_few_pairs_are_refused(pairs: list[tuple[int, int]]) -> None:
    with pytest.raises(TooFewPairs, match=f"a length norm needs {MINIMUM_PAIRS} or more"):
        length_norm(pairs)


def test_where_most_ratios_are_equal_nothing_is_surprising() -> None:
    pairs = [(n, 2 * n) for n in range(1, 40)] + [(5, 30), (7, 1)]
    norm = length_norm(pairs)
    assert (norm.mad, norm.n) == (0.0, 41)
    assert norm.median == pytest.approx(math.log(2))
    assert norm.problem.startswith("more than half of the pairs")
    assert norm.robust_z(5, 30) is None
    assert surprising_pairs([("odd", 5, 30)], norm) == []


@pytest.mark.parametrize(
    ("source", "target", "z"),
    [
        (10, 10, 0.0),
        (10, 20, 0.6745 * math.log(2) / 0.1),
        (20, 10, -0.6745 * math.log(2) / 0.1),
        (10, 0, None),
    ],
)
def test_the_robust_z_follows_its_formula(source: int, target: int, z: float | None) -> None:
    found = LengthNorm(median=0.0, mad=0.1, n=50).robust_z(source, target)
    assert found == (None if z is None else pytest.approx(z))


def test_the_usual_length_is_the_one_without_surprise() -> None:
    norm = LengthNorm(median=math.log(1.5), mad=0.1, n=50)
    assert norm.usual_target(20) == pytest.approx(30)
    assert norm.robust_z(20, 30) == pytest.approx(0)


def test_a_norm_that_was_never_computed_gives_no_z() -> None:
    norm = LengthNorm(median=math.nan, mad=math.nan, n=0)
    assert norm.problem
    assert norm.robust_z(1, 9) is None


def test_the_farthest_pairs_come_first_and_empty_ones_are_left_out() -> None:
    norm = LengthNorm(median=0.0, mad=0.1, n=50)
    pairs = [("usual", 10, 11), ("long", 10, 20), ("short", 30, 10), ("empty", 9, 0)]
    found = surprising_pairs(pairs, norm)
    assert [(surprise.key, surprise.source, surprise.target) for surprise in found] == [
        ("short", 30, 10),
        ("long", 10, 20),
    ]
    assert found[0].z < -SURPRISING_Z < SURPRISING_Z < found[1].z
    everything = surprising_pairs(pairs, norm, threshold=0.0)
    assert [surprise.key for surprise in everything] == ["short", "long", "usual"]


def test_importing_lengths_needs_no_sentencepiece() -> None:
    program = "import sys, reviewapp.domain.scoring.lengths; print('sentencepiece' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


SYLLABLES = ["ba", "ke", "lo", "mi", "nu", "ra", "so", "ti"]


def sentences(count: int, *, seed: int = 7) -> list[str]:
    chance = random.Random(seed)
    lexicon = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(60)]
    return [" ".join(chance.choices(lexicon, k=9)) + "." for _ in range(count)]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SubwordModel:
    path = tmp_path_factory.mktemp("models") / "small.model"
    return train_subword_model(sentences(120), model_path=path, vocabulary=24)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> SubwordModel:
    path = tmp_path_factory.mktemp("models") / "large.model"
    return train_subword_model(sentences(120), model_path=path, vocabulary=70)


def test_a_larger_vocabulary_has_fewer_and_longer_pieces(small: SubwordModel, large: SubwordModel) -> None:
    few, many = (
        add_fertilities(fertility(model, text, language="en") for text in sentences(30))
        for model in (large, small)
    )
    assert (few.texts, few.words) == (many.texts, many.words) == (30, 270)
    assert few.pieces < many.pieces
    for better, worse in (
        (few.pieces_per_word, many.pieces_per_word),
        (few.pieces_per_character, many.pieces_per_character),
        (few.single_share, many.single_share),
    ):
        assert better is not None
        assert worse is not None
        assert better < worse
    assert few.unknown_share == 0


def test_what_the_model_never_saw_is_unknown(small: SubwordModel) -> None:
    found = fertility(small, "bake 東京 lomi", language="en")
    assert found.unknown == 1
    assert found.characters == 10
    assert found.unknown_share == 1 / found.pieces
    assert fertility(small, "bake", language="en").unknown == 0


def test_pieces_of_one_character_are_counted(small: SubwordModel) -> None:
    pieces = subword_pieces(small, "bake lomi x")
    found = fertility(small, "bake lomi x", language="en")
    assert found.single == len([piece for piece in pieces if len(piece.replace("▁", "")) < 2])
    assert found.pieces == subword_length(small, "bake lomi x")


def test_characters_take_the_place_of_words_where_no_spaces_are_written(small: SubwordModel) -> None:
    assert fertility(small, "東京の駅", language="ja").words == 4
    with pytest.raises(UnknownLanguage):
        fertility(small, "bake", language="martian")


def test_nothing_has_no_shares() -> None:
    nothing = add_fertilities([])
    assert nothing == Fertility()
    assert nothing.pieces_per_word is None
    assert nothing.pieces_per_character is None
    assert nothing.unknown_share is None
    assert nothing.single_share is None


def test_a_vocabulary_grows_with_the_corpus(tmp_path: pathlib.Path) -> None:
    chance = random.Random(1)
    lexicon = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(4_000)]
    texts = [" ".join(chance.choices(lexicon, k=12)) for _ in range(1_200)]
    sizes = [
        train_subword_model(texts[:count], model_path=tmp_path / f"{count}.model").vocabulary
        for count in (60, 300, 1_200)
    ]
    assert sizes == sorted(set(sizes))


def test_a_vocabulary_that_is_too_large_is_told_what_there_is(tmp_path: pathlib.Path) -> None:
    with pytest.raises(TooLittleText, match=r"do not yield 900 pieces: 7\d at most$"):
        train_subword_model(sentences(120), model_path=tmp_path / "m.model", vocabulary=900)


@pytest.mark.parametrize("vocabulary", [6_000, 2**31, 2**40])
def test_an_absurd_vocabulary_is_refused_at_once(tmp_path: pathlib.Path, vocabulary: int) -> None:
    with pytest.raises(TooLittleText, match=f"do not yield {vocabulary} pieces: they have fewer characters"):
        train_subword_model(sentences(120), model_path=tmp_path / "m.model", vocabulary=vocabulary)


def test_a_vocabulary_without_room_for_the_characters_is_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(VocabularyTooSmall, match=r"10 pieces cannot hold the texts' 1\d characters"):
        train_subword_model(sentences(120), model_path=tmp_path / "m.model", vocabulary=10)


def test_another_process_trains_the_same_bytes(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "texts.txt"
    path.write_text("\n".join(sentences(120)), encoding="utf-8")
    program = (
        "import pathlib, sys\n"
        "from reviewapp.domain.scoring.subwords import train_subword_model\n"
        "texts = pathlib.Path(sys.argv[1]).read_text('utf-8').splitlines()\n"
        "print(train_subword_model(texts, model_path=pathlib.Path(sys.argv[1] + '.model')).sha256)"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, str(path)],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    digests.add(f"{train_subword_model(sentences(120), model_path=tmp_path / 'here.model').sha256}\n")
    assert len(digests) == 1
