"""What a page and a save take on the server, beside the bare statements that they cannot do without."""

from __future__ import annotations

import pathlib
import sqlite3
import uuid
from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.newsroom import AN_ARTICLE, Newsroom, open_newsroom
from benchmarks.scratch import bare_database, insert_bare
from benchmarks.timing import Line, least
from reviewapp.models import Segment, Translation
from reviewapp.queries.desk import articles_of

RUNS = 15
_MINIMAL = (
    "<!doctype html><title>{{ title }}</title><table>"
    "{% for source, text in rows %}<tr><td>{{ source }}<td>{{ text }}{% endfor %}</table>"
)
_ROWS_OF_ONE = (
    "SELECT source, text FROM segment JOIN translation ON segment = segment.id WHERE article = ? ORDER BY 1"
)


def measure(folder: pathlib.Path, *, segments: int | None = None, runs: int = RUNS) -> list[Line]:
    """Open the article, save in it, and list the corpus from both ends."""
    newsroom = open_newsroom(segments=segments) if segments else open_newsroom()
    with bare_database(folder / "bare-pages.sqlite3") as bare:
        rows = Translation.objects.filter(segment__article__corpus=newsroom.corpus).order_by("pk")
        columns = rows.values_list("segment__article", "segment__source", "text", "original")
        insert_bare(bare, iter(columns.iterator(chunk_size=5_000)))
        return [
            _review_page(newsroom, bare, runs),
            _save(newsroom, bare, runs),
            *_corpus_list(newsroom, bare, runs),
        ]


def _review_page(newsroom: Newsroom, bare: sqlite3.Connection, runs: int) -> Line:
    address = reverse("article", args=[newsroom.article.pk])
    return Line(
        f"review page, {AN_ARTICLE} rows of {newsroom.segments:,}",
        least(lambda: newsroom.browser.get(address), runs=runs),
        "one query, minimal template",
        least(lambda: _minimal(bare, newsroom.article.pk), runs=runs),
        _size(lambda: HttpResponse(newsroom.browser.get(address).content)),
    )


def _save(newsroom: Newsroom, bare: sqlite3.Connection, runs: int) -> Line:
    translation = Translation.objects.get(segment=Segment.objects.filter(article=newsroom.article)[3])
    address = reverse("sentence-save", args=[newsroom.article.pk, translation.pk])
    numbers = iter(range(1, 1_000))

    def save() -> HttpResponse:
        number = next(numbers)
        content = {
            "version": str(number),
            "operation": str(uuid.uuid4()),
            "text": f"{translation.original} No. {number}",
        }
        answer = newsroom.browser.post(address, content, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.status_code
        return HttpResponse(answer.content)

    def save_bare() -> None:
        text = f"{translation.original} No. {next(numbers)}"
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("UPDATE translation SET text = ? WHERE id = ?", [text, 4])
        bare.execute("INSERT INTO event (translation, what) VALUES (?, ?)", [4, "corrected"])
        bare.execute("COMMIT")

    ours = least(save, runs=runs)
    size = _size(save)
    return Line(
        "save a correction: audit row, three new scores, two rows of the page",
        ours,
        "one UPDATE, one INSERT, commit",
        least(save_bare, runs=runs),
        size,
    )


def _corpus_list(newsroom: Newsroom, bare: sqlite3.Connection, runs: int) -> list[Line]:
    address, cursor, last = reverse("corpus", args=[newsroom.corpus.slug]), "", ""
    while cursor := articles_of(newsroom.corpus, cursor=cursor).next_cursor:
        last = cursor
    bound = least(lambda: _minimal(bare, newsroom.article.pk), runs=runs)
    lines = []
    for what, after in (("first", ""), ("last", last)):

        def ask(after: str = after) -> HttpResponse:
            return HttpResponse(newsroom.browser.get(address, {"after": after}).content)

        lines.append(
            Line(
                f"corpus page, {what} articles of {newsroom.corpus.articles.count():,}",
                least(ask, runs=runs),
                "one query, minimal template",
                bound,
                _size(ask),
            )
        )
    return lines


def _minimal(bare: sqlite3.Connection, article: int) -> str:
    rows = bare.execute(_ROWS_OF_ONE, [article]).fetchall()
    return engines["django"].from_string(_MINIMAL).render({"title": "Bare", "rows": rows})


def _size(ask: Callable[[], HttpResponse]) -> str:
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    return f"{len(queries)} queries, {len(answer.content):,} bytes"
