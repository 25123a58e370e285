"""create_corpus, score_corpus, export_corpus, worker, load_demo."""

from __future__ import annotations

import csv
import io
import json
import pathlib
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import sacrebleu
from django.core.management.base import CommandError
from django.db import OperationalError

from reviewapp.domain.scoring.names import DEFAULT_METRICS
from reviewapp.management.commands import export_corpus, worker
from reviewapp.models import Article, Corpus, Event, Job, JobKind, JobState, Score, SubwordModel, User
from reviewapp.services import demo
from reviewapp.services.demo import PASSWORD, PEOPLE
from tests.factories import (
    ArticleFactory,
    JobFactory,
    ReferenceFactory,
    SystemFactory,
    TranslationFactory,
    make_sentence,
)
from tests.services.acts import row_counts, varied_texts

if TYPE_CHECKING:
    from tests.commands.conftest import Run
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
SLUG = "harbour-news"
HYPOTHESES = ["The first ferry left wharf at 6 hours.", "It rain big on old pier."]
REFERENCES = ["The first ferry leaves the pier at six.", "It rained hard on the old pier."]


@pytest.fixture
def measured(cast: Cast) -> Article:
    """Return an article of two sentences with a reference each."""
    system = SystemFactory.create(corpus=cast.corpus, name="engine")
    article = ArticleFactory.create(corpus=cast.corpus, key="pier", review_system=system)
    for text, reference in zip(HYPOTHESES, REFERENCES, strict=True):
        ReferenceFactory.create(segment=make_sentence(article, text).segment, text=reference)
    return article


def test_a_corpus_is_created(run: Run) -> None:
    ran = run(
        "create_corpus",
        "harbour",
        "--source-language",
        "vi",
        "--target-language",
        "EN-gb",
        "--name",
        "Harbour",
    )

    assert (
        ran.out
        == "created corpus harbour: Vietnamese to English (United Kingdom), profile News (version 1)\n"
    )
    assert Corpus.objects.get().name == "Harbour"


@pytest.mark.parametrize(
    ("slug", "source", "target", "message"),
    [
        (SLUG, "vi", "en", "slug: .*already exists"),
        ("two words", "vi", "en", "slug: "),
        ("new", "martian-x", "en", "martian-x"),
        ("new", "vi", "x" * 5_000, ""),
    ],
)
def test_a_corpus_that_cannot_be_is_refused(
    cast: Cast, run: Run, slug: str, source: str, target: str, message: str
) -> None:
    before = row_counts()

    with pytest.raises(CommandError, match=message or None) as refused:
        run("create_corpus", slug, "--source-language", source, "--target-language", target)

    assert refused.value.returncode == 1
    assert row_counts() == before


def test_figures_as_json_are_sacrebleus(measured: Article, run: Run) -> None:
    ran = run("score_corpus", SLUG, "--metric", "bleu", "--metric", "chrf", "--json", "--processes", "1")

    rows = json.loads(ran.out)
    bounds = [(row.pop("low"), row.pop("high")) for row in rows]
    assert all(low < row["score"] < high for (low, high), row in zip(bounds, rows, strict=True))
    assert rows == [
        {
            "system": "engine",
            "reference": "reference",
            "metric": metric,
            "score": made.corpus_score(HYPOTHESES, [REFERENCES]).score,
            "signature": str(made.get_signature()),
            "segments": 2,
        }
        for metric, made in (("bleu", sacrebleu.BLEU()), ("chrf", sacrebleu.CHRF()))
    ]
    assert "scored 2 of 2" in ran.err


def test_intervals_are_left_out_on_request(measured: Article, run: Run) -> None:
    ran = run("score_corpus", SLUG, "--metric", "chrf", "--json", "--no-intervals", "--processes", "1")

    (row,) = json.loads(ran.out)
    assert (row["low"], row["high"]) == (None, None)


def test_figures_segment_by_segment_are_a_line_each(measured: Article, run: Run) -> None:
    ran = run("score_corpus", SLUG, "--metric", "chrf", "--per-segment", "--processes", "1")

    rows = [json.loads(line) for line in ran.out.splitlines()]
    chrf = sacrebleu.CHRF()
    assert rows == [
        {
            "article": "pier",
            "segment": str(number),
            "system": "engine",
            "reference": "reference",
            "metric": "chrf",
            "score": pytest.approx(chrf.sentence_score(hypothesis, [reference]).score),
        }
        for number, (hypothesis, reference) in enumerate(zip(HYPOTHESES, REFERENCES, strict=True), start=1)
    ]


def test_figures_for_people_name_metric_reference_and_signature(measured: Article, run: Run) -> None:
    ran = run("score_corpus", SLUG, "--metric", "chrf", "--metric", "spbleu", "--processes", "1")

    first, second = ran.out.splitlines()
    assert first.startswith("engine                   chrF2 ")
    assert "against reference, 2 segments  nrefs:1|case:mixed" in first
    assert second.startswith("spBLEU: not available (spBLEU needs a subword model")
    assert "a subword model needs 1000" in ran.err


def test_without_a_reference_figures_are_not_available_and_never_0(cast: Cast, run: Run) -> None:
    system = SystemFactory.create(corpus=cast.corpus, name="engine")
    make_sentence(ArticleFactory.create(corpus=cast.corpus, review_system=system), "The ferry.")

    ran = run("score_corpus", SLUG, "--json")

    assert [(row["metric"], row["score"], row["segments"]) for row in json.loads(ran.out)] == [
        (name.value, None, 0) for name in DEFAULT_METRICS
    ]
    assert "bleu: not available: this corpus has no reference" in ran.err


def test_what_was_not_scored_is_said(cast: Cast, measured: Article, run: Run) -> None:
    row = make_sentence(measured, "a " * 2_500)
    ReferenceFactory.create(segment=row.segment)

    ran = run("score_corpus", SLUG, "--metric", "ter", "--json", "--processes", "1", "--deadline", "30")

    assert "ter against reference: 1 not scored: too long: 2,500 tokens" in ran.err
    assert json.loads(ran.out)[0]["segments"] == 2


def test_subwords_are_trained_the_first_time(
    cast: Cast, measured: Article, run: Run, tmp_path: pathlib.Path, settings: object
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    for text in varied_texts(12):
        ReferenceFactory.create(segment=make_sentence(measured, text).segment, text=text)
    command = ("score_corpus", SLUG, "--metric", "spbleu", "--json", "--processes", "1")

    first, second = run(*command), run(*command)

    assert first.err.startswith("trained ")
    assert "trained" not in second.err
    assert first.out == second.out
    assert SubwordModel.objects.get().sha256[:8] in first.out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--processes", "0"], "processes"),
        (["--processes", "-1"], "processes"),
        (["--deadline", "0"], "deadline"),
    ],
)
def test_impossible_options_are_refused(
    measured: Article, run: Run, options: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        run("score_corpus", SLUG, *options)

    assert not Score.objects.exists()


def test_an_export_is_written_to_a_file(
    cast: Cast, measured: Article, run: Run, tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "out.csv"

    ran = run("export_corpus", SLUG, "--format", "corrections-csv", "--output", path, "--bom", "--raw")

    assert (ran.out, ran.err) == ("", f"wrote {path}\n")
    text = path.read_bytes().decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert [row["mt_original"] for row in rows] == HYPOTHESES
    assert {row["cell_guard"] for row in rows} == {"none"}
    assert list(tmp_path.iterdir()) == [path]


def test_an_export_goes_to_standard_output(cast: Cast, measured: Article, run: Run) -> None:
    ran = run("export_corpus", SLUG, "--format", "corrections-jsonl", "--output", "-", "--status", "open")
    none = run(
        "export_corpus", SLUG, "--format", "corrections-jsonl", "--output", "-", "--status", "accepted"
    )

    assert [json.loads(line)["mt_original"] for line in ran.out.splitlines()] == HYPOTHESES
    assert (ran.err, none.out) == ("", "")


def test_an_export_that_breaks_leaves_the_file_as_it_was(
    cast: Cast, measured: Article, run: Run, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.csv"
    path.write_text("the last export")

    def broken(*_: object, **__: object) -> Iterator[str]:
        yield "half"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_corpus, "export_corpus", broken)

    with pytest.raises(CommandError, match="cannot be written: No space left on device"):
        run("export_corpus", SLUG, "--format", "errors-csv", "--output", path)

    assert path.read_text() == "the last export"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(cast: Cast, run: Run, tmp_path: pathlib.Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        run("export_corpus", SLUG, "--format", "errors-csv", "--output", tmp_path / "no" / "out.csv")


@pytest.fixture
def no_signals() -> Iterator[None]:
    """Put the handlers back that the worker replaces."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_signals")
def test_a_worker_empties_the_queue_once(shared_database: None, cast: Cast, run: Run) -> None:
    JobFactory.create(corpus=cast.corpus, arguments={"metrics": ["chrf"]})
    row = TranslationFactory.create(segment__article__corpus=cast.corpus)
    JobFactory.create(corpus=cast.corpus, kind=JobKind.SCORE_TRANSLATION, arguments={"translation": row.pk})
    JobFactory.create(corpus=cast.corpus, kind=JobKind.TRAIN_SUBWORDS)

    ran = run("worker", "--once")

    assert ran.out == f"Score a corpus · {SLUG} · Done\nTrain subwords · {SLUG} · Failed\n"
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE, JobState.FAILED}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_signals")
def test_a_worker_outlives_a_database_that_is_away(
    shared_database: None, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(worker, "work_once", away)

    ran = run("worker", "--once")

    assert ran.err.count("The database does not answer: the server closed the connection") == 2


@pytest.fixture
def small_demo(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load two of the demo's articles only: aligning all of them takes long."""
    monkeypatch.setattr(
        demo, "CORPORA", [known for known in demo.CORPORA if known.folder in {"en-only", "en-zh"}]
    )


@pytest.mark.usefixtures("small_demo")
def test_the_demo_is_loaded_once(run: Run) -> None:
    first = run("load_demo")
    before = row_counts()
    second = run("load_demo")

    assert first.out.splitlines()[0] == "Demo loaded."
    assert second.out.splitlines()[0] == "The demo is there already."
    assert row_counts() == before
    for person in PEOPLE:
        assert f"log in as {person.username:<8} password {PASSWORD}" in first.out
        assert User.objects.get(username=person.username).check_password(PASSWORD)
    assert Job.objects.filter(kind=JobKind.SCORE_CORPUS).count() == Corpus.objects.count() == 2
    assert set(Article.objects.values_list("assignee__username", flat=True)) == {"editor"}
    assert Event.objects.exists()


def test_a_person_of_that_name_keeps_their_password(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "CORPORA", [])
    editor = User.objects.create_user("editor", password="my own")

    run("load_demo")

    editor.refresh_from_db()
    assert editor.check_password("my own")
