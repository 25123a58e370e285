"""Intervals beside stored sums: sacrebleu's, of the sum that stands, within bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import sacrebleu

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.significance import Bootstrapped, bootstrap
from reviewapp.models import SystemScore
from reviewapp.queries.slices import Slice, statistics_by_segment
from reviewapp.services.scoring import intervals
from reviewapp.services.scoring.intervals import resample_systems
from reviewapp.services.scoring.rollups import sum_systems
from tests.queries.figures import GOOD, PIER, POOR, score_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewapp.domain.scoring.resampling import SegmentStatistics
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_bounds_are_those_of_sacrebleus_bootstrap(cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"good": GOOD, "poor": POOR})

    assert resample_systems(scored.measures.values()) == 4

    for name, metric in ((MetricName.CHRF, sacrebleu.CHRF()), (MetricName.BLEU, sacrebleu.BLEU())):
        theirs = metric.corpus_score(list(POOR), [list(PIER)], n_bootstrap=1_000)
        ours = SystemScore.objects.get(measure=scored.measures[name], system=scored.system("poor"))
        assert ours.low is not None
        assert ours.high is not None
        assert 0.5 * (ours.high - ours.low) == pytest.approx(theirs._ci, abs=1e-6)
        assert ours.low < theirs._mean < ours.high


def test_what_has_an_interval_is_left_alone(cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"good": GOOD})
    resample_systems(scored.measures.values())

    assert resample_systems(scored.measures.values()) == 0
    sum_systems(scored.chrf)
    assert resample_systems(scored.measures.values()) == 1


def test_one_sentence_has_no_interval(cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"good": GOOD[:1]})

    assert resample_systems(scored.measures.values()) == 0
    assert SystemScore.objects.filter(low=None).count() == 2


def test_a_sum_that_has_changed_meanwhile_gets_no_bounds(cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"good": GOOD})
    SystemScore.objects.filter(measure=scored.chrf).update(n01=1)

    assert resample_systems([scored.chrf]) == 0
    assert SystemScore.objects.filter(measure=scored.chrf, low=None).exists()


@pytest.mark.parametrize("together", [1, 2, 3])
def test_of_too_many_sentences_neighbours_are_drawn_together(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    scored = score_texts(cast.corpus, {"good": GOOD})
    monkeypatch.setattr(intervals, "MOST_UNITS", 4)
    monkeypatch.setattr(intervals, "_READ_TOGETHER", together)
    seen: list[list[list[int]]] = []

    def draw(given: Sequence[SegmentStatistics], *, samples: int) -> tuple[Bootstrapped, ...]:
        seen.append(given[0].rows.tolist())
        return bootstrap(given, samples=samples)

    monkeypatch.setattr(intervals, "bootstrap", draw)

    assert resample_systems([scored.chrf]) == 1

    rows = [row for *_, row in statistics_by_segment(scored.chrf, Slice())]
    pairs = np.array(rows).reshape(3, 2, -1).sum(axis=1)
    assert seen == [pairs.tolist()]


def test_scores_that_went_meanwhile_leave_no_bounds(cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"good": GOOD})
    scored.chrf.scores.all().delete()

    assert resample_systems([scored.chrf]) == 0
