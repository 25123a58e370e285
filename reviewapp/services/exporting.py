"""Take data out of a corpus, as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reviewapp.domain.exchange import corrections_csv, errors_csv, jsonl
from reviewapp.models import Action
from reviewapp.queries.exports import ExportFilter, correction_rows, error_rows
from reviewapp.services.operations import Operation, Request, Subject, record_event

if TYPE_CHECKING:
    from reviewapp.models import Corpus


class ExportFormat(StrEnum):
    """What is taken out, and how it is written."""

    CORRECTIONS_CSV = "corrections-csv"
    ERRORS_CSV = "errors-csv"
    CORRECTIONS_JSONL = "corrections-jsonl"
    ERRORS_JSONL = "errors-jsonl"

    @property
    def label(self) -> str:
        """Return the name shown on screen."""
        kind, _, shape = self.value.partition("-")
        return f"{kind.capitalize()}, {'CSV' if shape == 'csv' else 'JSON Lines'}"

    @property
    def suffix(self) -> str:
        """Return the ending of a file of this format."""
        return f".{self.value.rpartition('-')[2]}"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a CSV is to be written: `raw` leaves formula cells as they are, `bom` is for Excel."""

    format: ExportFormat
    raw: bool = False
    bom: bool = False


def export_corpus(
    corpus: Corpus, wishes: Wishes, *, chosen: ExportFilter | None = None, operation: Operation
) -> Iterator[str]:
    """Record that data is taken out, and return it piece by piece."""
    record_event(
        operation, Request(Action.EXPORTED), Subject(corpus=corpus), details={"format": wishes.format.value}
    )
    chosen = chosen or ExportFilter()
    guarded = not wishes.raw
    match wishes.format:
        case ExportFormat.CORRECTIONS_CSV:
            return corrections_csv.write(correction_rows(corpus, chosen), guarded=guarded, bom=wishes.bom)
        case ExportFormat.ERRORS_CSV:
            return errors_csv.write(error_rows(corpus, chosen), guarded=guarded, bom=wishes.bom)
        case ExportFormat.CORRECTIONS_JSONL:
            return jsonl.write(correction_rows(corpus, chosen))
        case ExportFormat.ERRORS_JSONL:
            return jsonl.write(error_rows(corpus, chosen))
