"""`compare_systems`: sacrebleu's own p-values on a table or as JSON, cautions aside, mistakes in one line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import sacrebleu
from django.core.management.base import CommandError
from sacrebleu.significance import PairedTest

from reviewapp.domain.scoring.names import MetricName
from reviewapp.models import Translation
from tests.conftest import REPOSITORY
from tests.factories import MeasureFactory, ScoreFactory, SystemFactory
from tests.queries.figures import GOOD, PIER, POOR, Scored, score_texts

if TYPE_CHECKING:
    from tests.commands.conftest import Run
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(cast: Cast) -> Scored:
    return score_texts(cast.corpus, {"good": GOOD, "poor": POOR})


def rows_of(run: Run, scored: Scored, *more: object) -> list[dict[str, Any]]:
    ran = run("compare_systems", scored.corpus.slug, "--reference", "reference", "--json", *more)
    rows: list[dict[str, Any]] = json.loads(ran.out)
    return rows


@pytest.mark.parametrize(
    ("test", "kind", "samples"), [("bootstrap", "bs", 1_000), ("randomisation", "ar", 10_000)]
)
def test_json_has_sacrebleus_p_values(
    run: Run, scored: Scored, test: str, kind: str, samples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SACREBLEU_SEED", "12345")
    references = [list(PIER)]
    metrics = {"BLEU": sacrebleu.BLEU(references=references), "chrF2": sacrebleu.CHRF(references=references)}
    _, signed = PairedTest(
        [("good", list(GOOD)), ("poor", list(POOR))],
        metrics=metrics,
        references=None,
        test_type=kind,
        n_samples=samples,
    )()
    theirs: dict[str, Any] = dict(signed)

    rows = rows_of(run, scored, "--test", test, "--baseline", "good")

    found = {(row["metric"], row["system"]): row for row in rows}
    for name, label in (("bleu", "BLEU"), ("chrf", "chrF2")):
        assert found[name, "good"]["score"] == theirs[label][0].score
        assert found[name, "good"]["p_value"] is None
        assert found[name, "poor"]["score"] == theirs[label][1].score
        assert found[name, "poor"]["p_value"] == theirs[label][1].p_value
        assert found[name, "poor"]["samples"] == samples


def test_json_has_the_documented_fields(run: Run, scored: Scored) -> None:
    text = (REPOSITORY / "docs/score.md").read_text("utf-8")
    section = text.partition("## Compare systems")[2].partition("\n## ")[0]
    documented = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)

    for row in rows_of(run, scored):
        assert list(row) == documented


def test_what_is_not_available_is_null(run: Run, scored: Scored) -> None:
    SystemFactory.create(corpus=scored.corpus, name="absent")

    (row,) = rows_of(run, scored, "--metric", "chrf", "--samples", "50")[:1]

    assert row["system"] == "absent"
    assert (row["score"], row["low"], row["segments"], row["signature"], row["p_value"]) == (
        None,
        None,
        0,
        None,
        None,
    )
    assert "not available" in run("compare_systems", scored.corpus.slug, "--reference", "reference").out


def test_the_table_has_a_line_a_system_and_cautions_stand_aside(run: Run, scored: Scored) -> None:
    ran = run("compare_systems", scored.corpus.slug, "--reference", "reference", "--baseline", "good")

    lines = [line for line in ran.out.splitlines() if line.startswith(("good", "poor"))]
    assert len(lines) == 4
    assert all(line.endswith("baseline") for line in lines if line.startswith("good"))
    assert all("p = 0." in line and line.endswith("worse") for line in lines if line.startswith("poor"))
    assert scored.chrf.signature in ran.out
    assert ran.err.startswith(("bleu: Measured on 6 segments", "chrf: Measured on 6 segments"))
    assert "Measured on" not in ran.out


def test_systems_that_do_not_share_all_segments_say_so(run: Run, cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"good": GOOD, "one": POOR[:1], "poor": POOR[:4]})

    ran = run("compare_systems", scored.corpus.slug, "--reference", "reference", "--baseline", "poor")

    by_system = {line.split()[0]: line for line in ran.out.splitlines() if line}
    assert "over 4 shared segments" in by_system["good"]
    assert by_system["one"].endswith("not tested")
    assert "not available" in by_system["one"]


def test_equal_systems_have_no_p_value(run: Run, cast: Cast) -> None:
    scored = score_texts(cast.corpus, {"good": GOOD, "same": GOOD}, metrics=[MetricName.CHRF])

    ran = run("compare_systems", scored.corpus.slug, "--reference", "reference")

    line = next(line for line in ran.out.splitlines() if line.startswith("same"))
    assert line.endswith("+0.0000: equal")
    assert "p =" not in line


def test_hter_is_there_for_whoever_asks_for_it(run: Run, scored: Scored) -> None:
    measure = MeasureFactory.create(corpus=scored.corpus, metric="hter", references="correction")
    for translation in scored.texts["good"][:2]:
        Translation.objects.filter(pk=translation.pk).update(status="accepted")
        ScoreFactory.create(translation=translation, measure=measure, value=0.0, statistics=[0, 8])

    assert {row["metric"] for row in rows_of(run, scored)} == {"bleu", "chrf"}
    assert {row["metric"] for row in rows_of(run, scored, "--metric", "hter")} == {"hter"}
    ran = run("compare_systems", scored.corpus.slug, "--reference", "correction")
    assert ran.out.startswith("HTER")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere", "--reference", "reference"], "nowhere"),
        (["harbour-news", "--reference", "nobody"], "correction, reference"),
        (["harbour-news", "--reference", "reference", "--metric", "meteor"], "meteor"),
        (["harbour-news", "--reference", "reference", "--metric", "ter"], "ter was not measured"),
        (["harbour-news", "--reference", "reference", "--metric", "hter", "--baseline", "x"], "no system x"),
        (["harbour-news", "--reference", "reference", "--samples", "0"], "--samples"),
    ],
)
def test_a_mistake_is_one_line(run: Run, scored: Scored, words: list[str], said: str) -> None:
    MeasureFactory.create(corpus=scored.corpus, metric="hter", references="correction")

    with pytest.raises(CommandError, match=re.escape(said)) as failure:
        run("compare_systems", *words)

    assert "\n" not in str(failure.value)


def test_without_any_figure_it_says_what_to_do(run: Run, cast: Cast) -> None:
    with pytest.raises(CommandError, match="score_corpus"):
        run("compare_systems", cast.corpus.slug, "--reference", "reference")
