"""Uploads in two steps: preview, then store or discard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from reviewapp.domain.exchange.files import NamedFile
from reviewapp.models import Article, Import, ImportFile, ImportKind, ImportState, Revision, Segment
from reviewapp.services.importing import uploads
from reviewapp.services.importing.store import CorpusMovedOn, store_plan
from reviewapp.services.importing.uploads import (
    FileRole,
    TooManyPreviews,
    Upload,
    confirm_import,
    discard_import,
    preview_upload,
)
from reviewapp.services.operations import Operation
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewapp.models import Corpus

pytestmark = pytest.mark.django_db

HEADER = "article,segment,source,target,correction\n"


@pytest.fixture
def operation() -> Operation:
    return Operation(actor=factories.UserFactory.create(), at=factories.NOON)


@pytest.fixture
def corpus() -> Corpus:
    return factories.CorpusFactory.create()


def table(*rows: str, name: str = "ferry.csv") -> list[Upload]:
    return [Upload(FileRole.TABLE, NamedFile(name, (HEADER + "".join(f"{row}\n" for row in rows)).encode()))]


def previewed(corpus: Corpus, given: Sequence[Upload], operation: Operation, **fields: Any) -> Import:
    asked: dict[str, Any] = {"kind": ImportKind.TABLE, "options": {}} | fields
    return preview_upload(corpus, uploads=given, operation=operation, **asked)


def test_a_preview_shows_the_first_twenty_rows_and_counts_all(corpus: Corpus, operation: Operation) -> None:
    rows = [f"a,{n},Câu {n}.,Sentence {n}." + ("," if n else ",Corrected.") for n in range(30)]

    made = previewed(corpus, table(*rows), operation)

    assert len(made.report["rows"]) == 20
    assert made.report["rows"][0] == {
        "article": "a",
        "segment": "0",
        "source": "Câu 0.",
        "texts": {"MT": "Sentence 0.", "correction of MT": "Corrected."},
    }
    assert "30 segments" in made.report["created"]
    assert made.report["columns"]["target"] == "target"
    assert not Segment.objects.exists()


def test_a_preview_shows_sentences_that_gain_a_translation(corpus: Corpus, operation: Operation) -> None:
    confirm_import(previewed(corpus, table("a,1,Mưa.,Rain.,"), operation), operation=operation)
    second = b"article,segment,source,system,target\na,1,M\xc6\xb0a.,B,It rains.\n"

    made = previewed(corpus, [Upload(FileRole.TABLE, NamedFile("b.csv", second))], operation)

    assert made.report["rows"] == [
        {"article": "a", "segment": "1", "source": "Mưa.", "texts": {"B": "It rains."}}
    ]


def test_corrections_become_revisions_by_whoever_confirms(corpus: Corpus, operation: Operation) -> None:
    made = previewed(corpus, table("a,1,Mưa.,Rain.,It rains."), operation)

    confirm_import(made, operation=operation)

    assert Revision.objects.get().author == operation.actor


def test_the_limit_counts_open_previews_of_one_person(corpus: Corpus, operation: Operation) -> None:
    made = [previewed(corpus, table("a,1,Mưa.,Rain.,"), operation) for _ in range(3)]

    with pytest.raises(TooManyPreviews):
        previewed(corpus, table("a,1,Mưa.,Rain.,"), operation)
    other = Operation(actor=factories.UserFactory.create(), at=factories.NOON)
    assert previewed(corpus, table("a,1,Mưa.,Rain.,"), other).state == ImportState.PREVIEWED
    discard_import(made[0])
    assert previewed(corpus, table("a,1,Mưa.,Rain.,"), operation).state == ImportState.PREVIEWED


def test_files_beyond_the_limit_are_refused_and_not_kept(
    corpus: Corpus, operation: Operation, settings: Any
) -> None:
    settings.IMPORT_UPLOAD_MAX_BYTES = 40

    made = previewed(corpus, table("a,1,Mưa.,Rain.,"), operation)

    assert made.state == ImportState.REFUSED
    assert made.report["problems"] == ["ferry.csv: the upload is larger than 40 bytes"]
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04rest", b"source,target\n\xff\xfe,x\n", b"source,target\na\0,b\n", b"x,y\n1,2\n"]
)
def test_what_is_no_table_of_texts_is_refused(corpus: Corpus, operation: Operation, data: bytes) -> None:
    made = previewed(corpus, [Upload(FileRole.TABLE, NamedFile("t.csv", data))], operation)

    assert made.state == ImportState.REFUSED
    assert made.report["problems_count"] >= 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", "file"),
        ("..", "file"),
        ("a/b\\c.csv", "c.csv"),
        (" \r\n.csv", "csv"),
        ("CON", "CON"),
        ("đò.csv", "đò.csv"),
    ],
)
def test_names_of_files_are_bare_and_printable(
    corpus: Corpus, operation: Operation, given: str, kept: str
) -> None:
    made = previewed(corpus, table("a,1,Mưa.,Rain.,", name=given), operation)

    assert made.files.get().name == kept


def test_confirming_reads_what_was_uploaded_and_nothing_newer(corpus: Corpus, operation: Operation) -> None:
    made = previewed(corpus, table("a,1,Mưa.,Rain.,"), operation)
    stale = Import.objects.get(pk=made.pk)

    first, second = confirm_import(made, operation=operation), confirm_import(stale, operation=operation)

    assert (first.state, second.state) == (ImportState.STORED, ImportState.STORED)
    assert Segment.objects.count() == 1


def test_of_two_who_confirm_at_once_one_stores(
    corpus: Corpus, operation: Operation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = previewed(corpus, table("a,1,Mưa.,Rain.,"), operation)
    read = uploads._read

    def read_while_somebody_else_confirms(*given: Any) -> Any:
        monkeypatch.setattr(uploads, "_read", read)
        confirm_import(made, operation=operation)
        return read(*given)

    monkeypatch.setattr(uploads, "_read", read_while_somebody_else_confirms)

    assert confirm_import(made, operation=operation).state == ImportState.STORED
    assert Segment.objects.count() == 1


def test_a_clash_of_rows_stores_nothing_and_leaves_the_import_waiting(
    corpus: Corpus, operation: Operation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = previewed(corpus, table("a,1,Mưa.,Rain.,"), operation)

    def clash(*given: Any, **named: Any) -> None:
        store_plan(*given, **named)
        raise CorpusMovedOn("Somebody was faster.")

    monkeypatch.setattr(uploads, "store_plan", clash)

    with pytest.raises(CorpusMovedOn):
        confirm_import(made, operation=operation)

    made.refresh_from_db()
    assert made.state == ImportState.PREVIEWED
    assert made.files.count() == 1
    assert not Article.objects.exists()


def test_running_text_goes_by_system_and_title(corpus: Corpus, operation: Operation) -> None:
    given = [
        Upload(FileRole.TARGET, NamedFile("en.txt", b"The pier reopens.\n")),
        Upload(FileRole.SOURCE, NamedFile("vi.txt", "Bến phà mở lại.\n".encode())),
        Upload(FileRole.REFERENCE, NamedFile("ref.txt", b"The pier opens again.\n")),
    ]

    made = previewed(
        corpus, given, operation, kind=ImportKind.ARTICLE, options={"system": "A", "title": "At the pier"}
    )

    assert made.report["rows"] == [
        {
            "article": "At the pier",
            "segment": made.report["rows"][0]["segment"],
            "source": "Bến phà mở lại.",
            "texts": {"A": "The pier reopens.", "reference": "The pier opens again."},
        }
    ]
    assert confirm_import(made, operation=operation).state == ImportState.STORED
