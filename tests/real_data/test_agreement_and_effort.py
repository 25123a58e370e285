"""Effort, agreement and length ratios on public evaluation data."""

from __future__ import annotations

import json
import pathlib
from collections import defaultdict

import pytest
import sacrebleu
import scipy.stats

from reviewapp.domain.reporting.correlation import accuracy_within_items, correlations, facing_up
from reviewapp.domain.reporting.effort import Effort, Touch, add_efforts, edit_effort, touch
from reviewapp.domain.scoring.lengths import SURPRISING_Z, length_norm, surprising_pairs
from reviewapp.domain.scoring.subwords import subword_length, train_subword_model

pytestmark = pytest.mark.real_data


def lines(path: pathlib.Path) -> list[str]:
    return [line.removesuffix("\r") for line in path.read_text("utf-8").removesuffix("\n").split("\n")]


@pytest.fixture(scope="module")
def post_edits(real_data: pathlib.Path) -> list[tuple[str, str, float]]:
    """Return 300 machine texts with their post-edits and the published HTER."""
    folder = real_data / "mlqe-pe" / "ro-en-dev"
    machine, corrected, hter = (lines(folder / f"dev300.{name}") for name in ("mt", "pe", "hter"))
    return list(zip(machine, corrected, map(float, hter), strict=True))


@pytest.fixture(scope="module")
def efforts(post_edits: list[tuple[str, str, float]]) -> list[Effort]:
    return [edit_effort(machine, corrected, language="en") for machine, corrected, _ in post_edits]


def test_the_identical_segments_are_the_untouched(
    real_data: pathlib.Path, efforts: list[Effort], post_edits: list[tuple[str, str, float]]
) -> None:
    expected = json.loads((real_data / "mlqe-pe/ro-en-dev/expected.json").read_text("utf-8"))
    total = add_efforts(efforts)
    assert (total.texts, total.untouched) == (expected["segments"], expected["identical_mt_pe"])
    assert total.white_space_only == 0
    # TER ignores case: one segment has HTER 0 and was touched all the same.
    touched = [row for row in post_edits if not row[2] and touch(row[0], row[1]) is not Touch.UNTOUCHED]
    assert len(touched) == expected["unedited_segments_hter_0"] - expected["identical_mt_pe"] == 1
    assert touched[0][0].lower() == touched[0][1].lower()


def test_effort_goes_with_the_published_hter(
    efforts: list[Effort], post_edits: list[tuple[str, str, float]]
) -> None:
    hter = [figure for _, _, figure in post_edits]
    words = [effort.share_of_words_changed for effort in efforts]
    assert all(share is not None for share in words)
    for found in correlations([share or 0.0 for share in words], hter):
        assert found.n == 300
        assert found.value is not None
        assert found.value > 0.95
    total = add_efforts(efforts)
    assert total.share_of_words_changed == pytest.approx(sum(hter) / 300, abs=0.03)
    assert total.share_of_characters_changed is not None
    assert total.share_of_words_changed is not None
    assert 0 < total.share_of_characters_changed < total.share_of_words_changed


def test_chrf_agrees_with_the_people_of_wmt24(real_data: pathlib.Path) -> None:
    folder = real_data / "wmt24"
    references = lines(folder / "en-cs.refA.txt")
    scores: dict[tuple[int, str], list[float]] = defaultdict(list)
    texts: dict[tuple[int, str], str] = {}
    for line in lines(folder / "en-cs.esa.jsonl"):
        row = json.loads(line)
        if row["system"] != "refA" and row["esa_score"] is not None:
            key = (row["line_id"], row["system"])
            scores[key].append(row["esa_score"])
            texts[key] = row["tgt"]
    chrf = sacrebleu.CHRF()
    metric = [chrf.sentence_score(text, [references[line]]).score for (line, _), text in texts.items()]
    people = [sum(found) / len(found) for found in scores.values()]

    oracles = (scipy.stats.pearsonr, scipy.stats.spearmanr, scipy.stats.kendalltau)
    for found, oracle in zip(correlations(metric, people), oracles, strict=True):
        assert found.value == pytest.approx(oracle(metric, people)[0], abs=1e-12)
        assert found.value is not None
        assert found.interval
        # Weak, as chrF's agreement sentence by sentence is known to be, but there.
        assert 0 < found.interval.low < found.value < 0.6
    within = accuracy_within_items(metric, people, [line for line, _ in texts])
    assert within.value is not None
    assert within.value > 0.5
    turned = correlations(facing_up(metric, higher_is_better=False), people)
    assert all(found.value is not None and found.value < 0 for found in turned)


@pytest.mark.parametrize("name", ["vie", "deu", "jpn", "arb", "zho-CN"])
def test_a_translation_that_lost_most_is_surprising_in_any_script(
    real_data: pathlib.Path, tmp_path: pathlib.Path, name: str
) -> None:
    source = lines(real_data / "ntrex" / "newstest2019-src.eng.txt")
    target = lines(real_data / "ntrex" / f"newstest2019-ref.{name}.txt")
    model = train_subword_model([*source, *target], model_path=tmp_path / "pair.model")
    pairs = [
        (place, subword_length(model, one), subword_length(model, other))
        for place, (one, other) in enumerate(zip(source, target, strict=True))
    ]
    norm = length_norm((one, other) for _, one, other in pairs)
    assert norm.n == 1_997
    # Of people's translations next to none is called surprising, and of thirds of them nearly all.
    assert len(surprising_pairs(pairs, norm)) < 30
    thirds = [norm.robust_z(one, max(other // 3, 1)) for _, one, other in pairs]
    assert sum(z is not None and z <= -SURPRISING_Z for z in thirds) > 0.9 * norm.n
