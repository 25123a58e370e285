"""The errors export: one row for each marked error, with the texts it was marked in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reviewapp.domain.exchange.export_rows import column_names, write_csv


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One error of one translation. None means *not available*.

    `side` is "source" or "target": the text that the error lies in. `start` and `end` are offsets in it: code
    points, counted from 0, the end exclusive; both None where the error has no place. `weight` is the
    profile's penalty; `origin` is "human", "check", "import" or "model".
    """

    corpus: str
    article_id: str
    article_title: str
    segment_no: int
    segment_id: str
    src_lang: str
    tgt_lang: str
    source: str | None
    system: str | None
    mt_original: str | None
    correction: str | None
    error_id: str
    side: str
    start: int | None
    end: int | None
    marked_text: str | None
    category_path: str
    category_pid: str | None
    severity: str
    weight: float | None
    rater: str | None
    reason: str | None
    origin: str
    resolution: str | None
    adjudicated_by: str | None


ERROR_COLUMNS = (*column_names(ErrorRow), "cell_guard")


def write(rows: Iterable[ErrorRow], *, guarded: bool, bom: bool) -> Iterator[str]:
    """Yield the CSV file record by record, the header first.

    `guarded` keeps spreadsheets from running cells as formulas, `bom` is for Excel.
    """
    return write_csv(ERROR_COLUMNS, rows, guarded=guarded, bom=bom)
