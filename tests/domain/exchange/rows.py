"""Rows of the exports, for the tests of this folder."""

from __future__ import annotations

import dataclasses
from typing import Any

from reviewapp.domain.exchange.corrections_csv import CorrectionRow
from reviewapp.domain.exchange.errors_csv import ErrorRow

_PLACE: dict[str, Any] = {
    "corpus": "town",
    "article_id": "rain.1",
    "article_title": "Rain in the hills",
    "segment_no": 1,
    "segment_id": "1",
    "src_lang": "vi",
    "tgt_lang": "en",
    "source": "Mưa lớn.",
    "system": "engine",
    "mt_original": "Big rain.",
    "correction": "Heavy rain.",
}


def _row(kind: type[Any], given: dict[str, Any]) -> Any:
    required = {field.name: None for field in dataclasses.fields(kind)}
    return kind(**(required | _PLACE | given))


def correction_row(**given: Any) -> CorrectionRow:
    """Return a corrected sentence, changed as given."""
    row: CorrectionRow = _row(CorrectionRow, {"status": "corrected"} | given)
    return row


def error_row(**given: Any) -> ErrorRow:
    """Return an error marked in a translation, changed as given."""
    marked = {"error_id": "e1", "side": "target", "start": 0, "end": 3, "marked_text": "Big"}
    named = {"category_path": "accuracy/mistranslation", "severity": "major", "origin": "human"}
    row: ErrorRow = _row(ErrorRow, marked | named | given)
    return row
