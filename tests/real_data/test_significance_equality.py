"""On three systems of WMT24 every p-value, mean and interval equals that of sacrebleu's own run on the texts."""

from __future__ import annotations

import pathlib
from typing import Any

import numpy as np
import pytest
import sacrebleu
from sacrebleu.significance import PairedTest as SacrebleuTest

from reviewapp.domain.scoring import metric_for
from reviewapp.domain.scoring.resampling import SegmentStatistics
from reviewapp.domain.scoring.significance import bootstrap, randomise

pytestmark = pytest.mark.real_data

SYSTEMS = ("Claude-3.5", "ONLINE-W", "IKUN-C")
# Ours, sacrebleu's, and how many segments: TER takes sacrebleu minutes for all of them.
CASES: dict[str, tuple[Any, int | None]] = {
    "bleu": (sacrebleu.BLEU(), None),
    "chrf": (sacrebleu.CHRF(), None),
    "chrf++": (sacrebleu.CHRF(word_order=2), None),
    "ter": (sacrebleu.TER(), 40),
}


def lines(path: pathlib.Path) -> list[str]:
    return path.read_text("utf-8").removesuffix("\n").split("\n")


def texts_of(folder: pathlib.Path, segments: int | None) -> tuple[dict[str, list[str]], list[str]]:
    hypotheses = {system: lines(folder / f"en-cs.{system}.txt")[:segments] for system in SYSTEMS}
    return hypotheses, lines(folder / "en-cs.refA.txt")[:segments]


def results_of(metric: Any, hypotheses: dict[str, list[str]], reference: list[str], test: str) -> list[Any]:
    run = SacrebleuTest(list(hypotheses.items()), {"metric": metric}, [reference], test_type=test)
    _, scores = run()
    (results,) = (value for key, value in scores.items() if key != "System")
    return list(results)


@pytest.mark.parametrize("name", CASES)
def test_both_tests_equal_sacrebleus_own_run(real_data: pathlib.Path, name: str) -> None:
    theirs, segments = CASES[name]
    hypotheses, reference = texts_of(real_data / "wmt24", segments)
    metric = metric_for(name, target_language="cs")
    systems = [
        SegmentStatistics(
            metric,
            np.array(
                [metric.statistics(text, [other]) for text, other in zip(texts, reference, strict=True)],
                np.int64,
            ),
        )
        for texts in hypotheses.values()
    ]
    expected = {test: results_of(theirs, hypotheses, reference, test) for test in ("bs", "ar")}

    drawn, halved = bootstrap(systems), randomise(systems)

    for system, result in zip(drawn, expected["bs"], strict=True):
        interval = system.interval()
        assert interval is not None
        assert (system.figure, interval.mean, interval.half_width) == (result.score, result.mean, result.ci)
    for ours, test in ((drawn, "bs"), (halved, "ar")):
        comparisons = [system.compared_with(ours[0]) for system in ours[1:]]  # type: ignore[arg-type]
        assert [each and each.p_value for each in comparisons] == [
            each.p_value for each in expected[test][1:]
        ]
