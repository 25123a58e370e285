"""Figures of many sentences at once are sacrebleu's own, one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.domain.scoring.formulas import segment_figures
from reviewapp.domain.scoring.metric import Metric, metric_for
from reviewapp.domain.scoring.names import METRICS, MetricName

COUNTS = st.integers(0, 400)
NAMED = [name for name in MetricName if name is not MetricName.SPBLEU]


@pytest.mark.parametrize("references", [1, 2, 3])
@pytest.mark.parametrize("name", NAMED)
@given(data=st.data())
def test_each_figure_is_the_one_of_its_sentence(
    name: MetricName, references: int, data: st.DataObject
) -> None:
    metric = Metric(name, "en", references=1 if name is MetricName.HTER else references)
    size = METRICS[name].statistics
    rows = data.draw(st.lists(st.lists(COUNTS, min_size=size, max_size=size), min_size=1, max_size=6))
    found = segment_figures(metric, np.array(rows, dtype=np.int64))
    assert found.tolist() == [metric.segment_score(row) for row in rows]


@pytest.mark.parametrize("name", NAMED)
def test_sentences_of_which_nothing_is_there(name: MetricName) -> None:
    metric = metric_for(name, target_language="en")
    pairs = [("", ""), ("", "a pier"), ("a pier", ""), ("a", "a"), ("a b c d e f", "a b c d e f")]
    rows = [metric.statistics(hypothesis, [reference]) for hypothesis, reference in pairs]
    assert segment_figures(metric, np.array(rows)).tolist() == [metric.segment_score(row) for row in rows]
