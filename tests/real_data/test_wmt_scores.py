"""Our WMT scores equal the published rule's on a released set of ratings."""

from __future__ import annotations

import csv
import json
import pathlib
from collections import defaultdict

import pytest

from reviewapp.domain.annotation.profiles import built_in_profiles
from reviewapp.domain.annotation.quality import MarkedError, article_score, segment_score
from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.annotation.wmt import wmt_path

pytestmark = pytest.mark.real_data

Ratings = dict[str, dict[str, dict[str, list[MarkedError]]]]


def read_ratings(path: pathlib.Path) -> Ratings:
    """Return the errors by system, segment and rater; a "no error" row makes an empty list."""
    ratings: Ratings = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            marked = ratings[row["system"]][row["seg_id"]][row["rater"]]
            category = wmt_path(row["category"])
            if category is not None:
                marked.append(MarkedError(category, Severity(row["severity"].lower())))
    return ratings


def test_system_scores_equal_those_of_the_released_ratings(real_data: pathlib.Path) -> None:
    (wmt,) = (profile for profile in built_in_profiles() if profile.key == "wmt")
    expected = json.loads((real_data / "mqm/mqm_ted_ende.talk1.expected.json").read_text(encoding="utf-8"))
    ratings = read_ratings(real_data / "mqm/mqm_ted_ende.talk1.tsv")
    found = {
        system: article_score([segment_score(wmt, list(raters.values())) for raters in segments.values()])
        for system, segments in ratings.items()
    }
    assert found == pytest.approx(expected["mqm"], abs=5e-5)
    errors = [
        e for segments in ratings.values() for raters in segments.values() for r in raters.values() for e in r
    ]
    assert len(errors) == expected["errors"]
