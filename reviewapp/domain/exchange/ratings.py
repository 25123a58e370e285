"""What rating files bring: who judged which translation how, with the errors they marked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reviewapp.domain.exchange.incoming import Reading
from reviewapp.domain.text.spans import OffsetUnit


class RatingFormat(StrEnum):
    """The formats of ratings."""

    WMT_MQM = "wmt-mqm"
    WMT_ESA = "wmt-esa"


class MarkedSide(StrEnum):
    """The text in which an error is marked."""

    SOURCE = "source"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class IncomingError:
    """One error as a rater marked it; `category` ("" for none) and `severity` are spelled as in the file.

    `start` and `end` are counted in `unit` from 0, the end exclusive; both are None where the error has no
    place: in the source something is missing from the translation, in the target it is the whole of it.
    """

    line: int
    side: MarkedSide
    start: int | None
    end: int | None
    unit: OffsetUnit
    category: str
    severity: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class IncomingAssessment:
    """One rater's judgement of one system's translation of one segment.

    `occasion` counts from 1 what the same rater said of the same text in the same campaign. `score` is 0-100,
    None where the errors alone judge; `seconds` is None where the time is not known.
    """

    line: int
    article: str
    segment: str
    system: str
    rater: str
    campaign: str
    occasion: int
    score: float | None
    seconds: float | None
    errors: tuple[IncomingError, ...]


@dataclass(frozen=True, slots=True)
class RatingReading:
    """What one file of ratings holds: the texts that were rated, where it has them, and the ratings."""

    texts: Reading
    assessments: tuple[IncomingAssessment, ...]


@dataclass(frozen=True, slots=True)
class SegmentPlace:
    """Where one line of line-aligned files is stored: the key of the article, and the segment's in it."""

    article: str
    segment: str
