"""Take uploaded files in two steps: a preview that stores nothing in the corpus, then the import itself.

The files wait in rows of the import; confirming plans anew from them, for the corpus may have changed since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from reviewapp.domain.exchange.files import NamedFile
from reviewapp.domain.exchange.incoming import ImportRejected, Problem
from reviewapp.domain.exchange.lines import read_lines
from reviewapp.domain.exchange.names import printable_part
from reviewapp.domain.exchange.ratings import RatingFormat, RatingReading
from reviewapp.domain.exchange.tables import read_table
from reviewapp.models import Import, ImportFile, ImportKind, ImportState
from reviewapp.services.importing.assembly import RunningText
from reviewapp.services.importing.plans import plan_import, report_of
from reviewapp.services.importing.ratings import PROTOCOLS, plan_ratings, read_ratings
from reviewapp.services.importing.running_text import read_running_text
from reviewapp.services.importing.store import store_plan

if TYPE_CHECKING:
    from reviewapp.models import Assessment, Corpus, Segment
    from reviewapp.services.importing.plans import Plan
    from reviewapp.services.operations import Operation

MAX_OPEN_PREVIEWS = 3
"""Imports that one person may leave unconfirmed: each keeps its files in the database."""
MAX_FILE_NAME = 100
ROWS_SHOWN = 20
PROBLEMS_KEPT = 500
_READ_AGAINST_THE_STORE = {ImportKind.ARTICLE.value, ImportKind.WMT_ESA.value}


class TooManyPreviews(ValueError):
    """The person has unconfirmed imports enough."""


class FileRole(StrEnum):
    """What a file of an import holds."""

    SOURCE = "source"
    TARGET = "target"
    SYSTEM = "system"
    REFERENCE = "reference"
    ARTICLES = "articles"
    TABLE = "table"
    RATINGS = "ratings"


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file; `label` names the system or reference whose texts it holds."""

    role: FileRole
    file: NamedFile
    label: str = ""


def preview_upload(
    corpus: Corpus,
    *,
    kind: ImportKind,
    uploads: Sequence[Upload],
    options: Mapping[str, str],
    operation: Operation,
) -> Import:
    """Keep the files and what they would store, or, where they are refused, only the reasons.

    `options` are `system` and `title` of a running text. Raise `TooManyPreviews`.
    """
    waiting = Import.objects.filter(author=operation.actor, state=ImportState.PREVIEWED)
    if waiting.count() >= MAX_OPEN_PREVIEWS:
        raise TooManyPreviews(
            f"{MAX_OPEN_PREVIEWS} of your imports wait for confirmation; store or discard one of them first."
        )
    named = [Upload(u.role, NamedFile(_cleaned_name(u.file.name), u.file.data), u.label) for u in uploads]
    made = Import(
        corpus=corpus,
        kind=kind,
        state=ImportState.PREVIEWED,
        options=dict(options),
        author=operation.actor,
        created_at=operation.at,
    )
    try:
        _refuse_large(named)
        made.report = _preview(*_planned(made, _read(made, named), operation))
    except ImportRejected as rejected:
        made.state, made.report = ImportState.REFUSED, _refusal(rejected)
        named = []
    with transaction.atomic():
        made.save()
        ImportFile.objects.bulk_create(_row(made, upload) for upload in named)
    return made


def confirm_import(of_import: Import, *, operation: Operation) -> Import:
    """Store what an import holds, once however often it is confirmed; return it as it is then.

    An import that the corpus contradicts by now ends refused. Raise `CorpusMovedOn`.
    """
    waiting = Import.objects.filter(pk=of_import.pk, state=ImportState.PREVIEWED)
    if not waiting.exists():
        return Import.objects.get(pk=of_import.pk)
    try:
        # What is read against the store is read while nobody else writes; the rest is parsed before.
        uploads = _kept(of_import)
        read = None if of_import.kind in _READ_AGAINST_THE_STORE else _read(of_import, uploads)
        with transaction.atomic():
            if waiting.update(state=ImportState.STORED, stored_at=operation.at):
                _store(of_import, read or _read(of_import, uploads), operation)
    except ImportRejected as rejected:
        _end(of_import, ImportState.REFUSED, report=_refusal(rejected))
    return Import.objects.get(pk=of_import.pk)


def discard_import(of_import: Import) -> Import:
    """Drop the files of an import that waits; return it as it is then."""
    _end(of_import, ImportState.DISCARDED, report=of_import.report)
    return Import.objects.get(pk=of_import.pk)


def _kept(of_import: Import) -> list[Upload]:
    return [
        Upload(FileRole(row.role), NamedFile(row.name, bytes(row.content)), row.label)
        for row in of_import.files.all()
    ]


def _store(of_import: Import, read: RunningText | RatingReading, operation: Operation) -> None:
    plan, columns = _planned(of_import, read, operation)
    report = {**report_of(plan), "columns": dict(columns)}
    store_plan(plan, operation=operation)
    Import.objects.filter(pk=of_import.pk).update(report=report)
    of_import.files.all().delete()


def _end(of_import: Import, state: ImportState, *, report: Mapping[str, object]) -> None:
    with transaction.atomic():
        waiting = Import.objects.filter(pk=of_import.pk, state=ImportState.PREVIEWED)
        if waiting.update(state=state, report=dict(report)):
            of_import.files.all().delete()


def _planned(
    of_import: Import, read: RunningText | RatingReading, operation: Operation
) -> tuple[Plan, Mapping[str, str]]:
    """Return what would be stored, and how the columns of a table were understood."""
    if isinstance(read, RatingReading):
        protocol = PROTOCOLS[RatingFormat(of_import.kind)]
        return plan_ratings(of_import.corpus, read, protocol=protocol, author=operation.actor), {}
    plan = plan_import(of_import.corpus, read.reading, author=operation.actor, rebuilt=read.rebuilt)
    return plan, read.reading.columns


def _read(of_import: Import, uploads: Sequence[Upload]) -> RunningText | RatingReading:
    files = {upload.role: upload.file for upload in uploads}
    if of_import.kind in set(RatingFormat):
        kind = RatingFormat(of_import.kind)
        ratings, articles = files[FileRole.RATINGS], files.get(FileRole.ARTICLES)
        return read_ratings(of_import.corpus, ratings, kind=kind, articles=articles)
    if of_import.kind == ImportKind.TABLE:
        table = files[FileRole.TABLE]
        return RunningText(read_table(table.data, name=table.name, format=None))
    if of_import.kind == ImportKind.LINES:
        reading = read_lines(
            source=files[FileRole.SOURCE],
            systems=_labelled(uploads, FileRole.SYSTEM),
            references=_labelled(uploads, FileRole.REFERENCE),
            articles=files.get(FileRole.ARTICLES),
        )
        return RunningText(reading)
    return read_running_text(
        of_import.corpus,
        target=files[FileRole.TARGET],
        source=files.get(FileRole.SOURCE),
        reference=files.get(FileRole.REFERENCE),
        system=of_import.options["system"],
        title=of_import.options["title"],
    )


def _labelled(uploads: Sequence[Upload], role: FileRole) -> dict[str, NamedFile]:
    found: dict[str, NamedFile] = {}
    for upload in uploads:
        if upload.role is role:
            if upload.label in found:
                reason = f"is the second {role.value} named {upload.label}"
                raise ImportRejected([Problem(upload.file.name, None, reason)])
            found[upload.label] = upload.file
    return found


def _refuse_large(uploads: Sequence[Upload]) -> None:
    limit = settings.IMPORT_UPLOAD_MAX_BYTES
    if sum(len(upload.file.data) for upload in uploads) > limit:
        reason = f"the upload is larger than {limit:,} bytes"
        raise ImportRejected([Problem(upload.file.name, None, reason) for upload in uploads])


def _cleaned_name(name: str) -> str:
    """Return a file's bare name in printable characters: it is shown, and never a path."""
    bare = printable_part(PurePath(name.replace("\\", "/")).name).strip(" .")
    return bare[:MAX_FILE_NAME].strip() or "file"


def _row(of_import: Import, upload: Upload) -> ImportFile:
    return ImportFile(
        of_import=of_import,
        role=upload.role.value,
        label=upload.label,
        name=upload.file.name,
        sha256=hashlib.sha256(upload.file.data).hexdigest(),
        content=upload.file.data,
    )


def _refusal(rejected: ImportRejected) -> dict[str, object]:
    return {
        "problems": [str(problem) for problem in rejected.problems[:PROBLEMS_KEPT]],
        "problems_count": len(rejected.problems),
    }


def _preview(plan: Plan, columns: Mapping[str, str]) -> dict[str, object]:
    shown = list(islice(_segments(plan), ROWS_SHOWN))
    texts: dict[int, dict[str, str]] = {id(segment): {} for segment in shown}
    named = chain(
        ((t.segment, t.system.name, t.original) for t in plan.translations),
        ((r.segment, _reference_heading(r.name), r.text) for r in plan.references),
        ((t.segment, f"correction of {t.system.name}", text) for t, text in plan.corrections),
        ((a.translation.segment, f"{a.translation.system.name}, rated", _rated(a)) for a in plan.assessments),
    )
    for segment, name, text in named:
        if id(segment) in texts:
            texts[id(segment)][name] = text
    rows = [
        {
            "article": segment.article.title,
            "segment": segment.key,
            "source": segment.source,
            "texts": texts[id(segment)],
        }
        for segment in shown
    ]
    return {**report_of(plan), "columns": dict(columns), "rows": rows}


def _rated(assessment: Assessment) -> str:
    """Return who rated and, where the protocol asks for one, the score."""
    return assessment.rater if assessment.score is None else f"{assessment.score:g} ({assessment.rater})"


def _reference_heading(name: str) -> str:
    return name if name.casefold().startswith("reference") else f"reference {name}"


def _segments(plan: Plan) -> Iterator[Segment]:
    """Yield each segment that the plan writes to, new ones first."""
    seen: set[int] = set()
    corrected = (translation for translation, _ in plan.corrections)
    new = (translation.segment for translation in plan.translations)
    measured = (reference.segment for reference in plan.references)
    rated = (assessment.translation.segment for assessment in plan.assessments)
    for segment in chain(plan.segments, new, measured, (row.segment for row in corrected), rated):
        if id(segment) not in seen:
            seen.add(id(segment))
            yield segment
