"""The corrections export: one row for each translation, the machine's text beside the editor's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from reviewapp.domain.exchange.export_rows import column_names, write_csv


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One system's translation of one segment, and what became of it. None means *not available*.

    `segment_no` counts from 1 within the article. `correction` is None while no editor changed the text, ""
    (with status "corrected") where one emptied it. `decided_at` is written as ISO 8601, `seconds_active` in
    seconds, edits in counts, HTER as a fraction of 1, `sent_bleu`, `chrf` and `ter` in sacreBLEU's 0-100.
    Offsets inside `errors_json` and `checks_json`, which are JSON lists, are code points, counted from 0, the
    end exclusive.
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
    status: str
    editor: str | None
    decided_at: datetime | None
    seconds_active: float | None
    word_edits: int | None
    char_edits: int | None
    hter: float | None
    sent_bleu: float | None
    chrf: float | None
    ter: float | None
    sacrebleu_signature: str | None
    error_count: int | None
    worst_severity: str | None
    mqm_penalty: float | None
    errors_json: str | None
    checks_json: str | None
    comment: str | None


CORRECTION_COLUMNS = (*column_names(CorrectionRow), "cell_guard")


def write(rows: Iterable[CorrectionRow], *, guarded: bool, bom: bool) -> Iterator[str]:
    """Yield the CSV file record by record, the header first; read_table gives the exact texts back.

    `guarded` keeps spreadsheets from running cells as formulas, `bom` is for Excel.
    """
    return write_csv(CORRECTION_COLUMNS, rows, guarded=guarded, bom=bom)
