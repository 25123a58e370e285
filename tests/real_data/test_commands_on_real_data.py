"""The main job on public data, through the commands a manager types."""

from __future__ import annotations

import csv
import io
import json
import pathlib

import pytest
from django.core.management import call_command

from reviewapp.models import Article, Corpus, Reference, Segment, Translation

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]


def run(*words: str | pathlib.Path) -> str:
    out = io.StringIO()
    call_command(*map(str, words), stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def ntrex(real_data: pathlib.Path) -> list[str | pathlib.Path]:
    """Vietnamese as the source, German as a stand-in for a system's English, English as the reference."""
    folder = real_data / "ntrex"
    run("create_corpus", "ntrex", "--source-language", "vi", "--target-language", "en")
    return [
        "import_lines",
        "ntrex",
        "--source",
        folder / "newstest2019-ref.vie.txt",
        "--system",
        f"stand-in={folder / 'newstest2019-ref.deu.txt'}",
        "--reference",
        f"ref={folder / 'newstest2019-src.eng.txt'}",
        "--articles",
        folder / "DOCUMENT_IDS.tsv",
    ]


def test_ntrex_is_1997_segments_in_123_articles_once(ntrex: list[str | pathlib.Path]) -> None:
    assert "123 articles" in run(*ntrex)
    counts = (Article, Segment, Translation, Reference)
    stored = [model.objects.count() for model in counts]
    assert stored == [123, 1997, 1997, 1997]
    assert "nothing" in run(*ntrex)
    assert [model.objects.count() for model in counts] == stored


def test_stored_originals_keep_their_characters(
    ntrex: list[str | pathlib.Path], real_data: pathlib.Path
) -> None:
    run(*ntrex)
    lines = (real_data / "ntrex" / "newstest2019-ref.vie.txt").read_text("utf-8").split("\n")[:-1]
    ordered = Segment.objects.order_by("pk").values_list("source", flat=True)
    assert sorted(ordered) == sorted(line.removesuffix("\r") for line in lines)
    assert sum(text.count("\u200b") for text in ordered) == 23


def test_english_czech_figures_are_the_command_lines(real_data: pathlib.Path) -> None:
    folder = real_data / "wmt24"
    run("create_corpus", "encs", "--source-language", "en", "--target-language", "cs")
    run(
        "import_lines",
        "encs",
        "--source",
        folder / "en-cs.src.txt",
        "--system",
        f"IKUN-C={folder / 'en-cs.IKUN-C.txt'}",
        "--reference",
        f"refA={folder / 'en-cs.refA.txt'}",
        "--articles",
        folder / "en-cs.docs.tsv",
    )
    figures = {
        row["metric"]: row
        for row in json.loads(run("score_corpus", "encs", "--metric", "bleu", "--metric", "chrf", "--json"))
    }
    published = json.loads((folder / "en-cs.expected_sacrebleu.json").read_text("utf-8"))
    for metric, name in (("bleu", "BLEU"), ("chrf", "chrF2")):
        expected = published["corpus"]["IKUN-C"]["refA"][name]
        assert round(figures[metric]["score"], 4) == expected["score"]
        assert figures[metric]["signature"] == expected["signature"]
        assert figures[metric]["segments"] == 998


def test_the_reference_article_needs_no_source(real_data: pathlib.Path, tmp_path: pathlib.Path) -> None:
    article = real_data / "seed" / "putin-bolton.en.txt"
    run("create_corpus", "seed", "--source-language", "vi", "--target-language", "en")
    run("import_article", "seed", "--target", article)
    stored = Article.objects.get()
    assert stored.title.startswith("Putin “feels hopeful”")
    texts = list(Translation.objects.of_article(stored.pk).values_list("original", flat=True))
    # The title and a sentence with an initial stay whole; a quotation keeps its speaker.
    assert "".join("".join(texts).split()) == "".join(article.read_text("utf-8").split())
    assert not any(text.endswith(("Mr.", "U.S.")) for text in texts)
    assert all(row["score"] is None for row in json.loads(run("score_corpus", "seed", "--json")))
    output = tmp_path / "seed.csv"
    run("export_corpus", "seed", "--format", "corrections-csv", "--output", output)
    with output.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["mt_original"].removeprefix("'") for row in rows] == texts
    assert {row["chrf"] for row in rows} == {""}


def test_our_export_brings_the_exact_texts_back(
    ntrex: list[str | pathlib.Path], tmp_path: pathlib.Path
) -> None:
    run(*ntrex)
    output = tmp_path / "ntrex.csv"
    run("export_corpus", "ntrex", "--format", "corrections-csv", "--output", output)
    run("create_corpus", "back", "--source-language", "vi", "--target-language", "en")
    run("import_file", "back", output)

    def texts(slug: str) -> list[tuple[str, str, str, str]]:
        rows = Translation.objects.filter(segment__article__corpus=Corpus.objects.get(slug=slug))
        return sorted(
            rows.values_list("segment__article__key", "segment__key", "segment__source", "original")
        )

    assert texts("back") == texts("ntrex")
