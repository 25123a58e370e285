"""The workflow: steps, who may take them, and what the gate asks for."""

from __future__ import annotations

from itertools import product

import pytest

from reviewapp.domain.workflow.roles import Role
from reviewapp.domain.workflow.states import (
    STEPS,
    ArticleStatus,
    Progress,
    StepNotAllowed,
    TranslationStatus,
    decided_status,
    missing_for,
    step_between,
)

IMPORTED, IN_REVIEW, REVIEWED, SIGNED_OFF = ArticleStatus
ALLOWED = {
    (IMPORTED, REVIEWED): (Role.REVIEWER, False),
    (IN_REVIEW, REVIEWED): (Role.REVIEWER, False),
    (REVIEWED, SIGNED_OFF): (Role.CHIEF, False),
    (REVIEWED, IN_REVIEW): (Role.REVIEWER, True),
    (SIGNED_OFF, IN_REVIEW): (Role.CHIEF, True),
}


@pytest.mark.parametrize(("current", "target"), list(product(ArticleStatus, repeat=2)))
def test_each_step_is_allowed_or_refused_in_words(current: ArticleStatus, target: ArticleStatus) -> None:
    if (current, target) in ALLOWED:
        step = step_between(current, target)
        assert (step.role, step.needs_reason) == ALLOWED[current, target]
        assert step.target is target
    else:
        with pytest.raises(StepNotAllowed, match=f"that is {current.label.lower()} cannot become"):
            step_between(current, target)


def test_every_status_has_its_steps() -> None:
    assert set(STEPS) == set(ArticleStatus)


@pytest.mark.parametrize(
    ("status", "label", "is_decided"),
    [
        (TranslationStatus.OPEN, "Open", False),
        (TranslationStatus.ACCEPTED, "Accepted as is", True),
        (TranslationStatus.CORRECTED, "Corrected", True),
        (TranslationStatus.DISCUSSION, "Needs discussion", False),
    ],
)
def test_what_counts_as_decided(status: TranslationStatus, label: str, is_decided: bool) -> None:
    assert (status.label, status.is_decided) == (label, is_decided)


@pytest.mark.parametrize(
    ("status", "label"),
    [(IMPORTED, "Imported"), (IN_REVIEW, "In review"), (REVIEWED, "Reviewed"), (SIGNED_OFF, "Signed off")],
)
def test_labels_of_articles(status: ArticleStatus, label: str) -> None:
    assert status.label == label


@pytest.mark.parametrize(
    ("original", "text", "status"),
    [
        ("The pier.", "The pier.", TranslationStatus.ACCEPTED),
        ("The pier.", "A pier.", TranslationStatus.CORRECTED),
        ("The pier.", "", TranslationStatus.CORRECTED),
        ("", "", TranslationStatus.ACCEPTED),
        # Equal to the eye, not to the byte: the stored text differs, so it is a correction.
        ("cafe\u0301", "caf\u00e9", TranslationStatus.CORRECTED),
    ],
)
def test_the_status_of_a_settled_text(original: str, text: str, status: TranslationStatus) -> None:
    assert decided_status(original=original, text=text) is status


def progress(
    segments: int = 4, *, accepted: int = 0, corrected: int = 0, discussion: int = 0, critical: int = 0
) -> Progress:
    return Progress(segments, accepted, corrected, discussion, critical)


@pytest.mark.parametrize(
    ("counted", "decided", "open_", "percent"),
    [
        (progress(0), 0, 0, 0),
        (progress(4), 0, 4, 0),
        (progress(4, accepted=1, corrected=2, discussion=1), 3, 0, 75),
        (progress(3, accepted=1, corrected=1), 2, 1, 66),
        (progress(1000, accepted=999), 999, 1, 99),
        (progress(4, accepted=4), 4, 0, 100),
    ],
)
def test_progress_never_rounds_up_to_done(counted: Progress, decided: int, open_: int, percent: int) -> None:
    assert (counted.decided, counted.open, counted.percent) == (decided, open_, percent)


@pytest.mark.parametrize(
    ("target", "counted", "missing"),
    [
        (IN_REVIEW, progress(4, discussion=1, critical=3), ()),
        (REVIEWED, progress(2, accepted=2), ()),
        (REVIEWED, progress(2, accepted=2, critical=1), ()),
        (REVIEWED, progress(2, accepted=1), ("1 sentence is not decided yet",)),
        (REVIEWED, progress(4, corrected=2), ("2 sentences are not decided yet",)),
        (
            REVIEWED,
            progress(4, accepted=1, discussion=1),
            ("2 sentences are not decided yet", "1 sentence needs discussion"),
        ),
        (SIGNED_OFF, progress(2, discussion=2), ("2 sentences need discussion",)),
        (SIGNED_OFF, progress(2, accepted=2), ()),
        (
            SIGNED_OFF,
            progress(2, accepted=2, critical=1),
            ("1 critical error stands in the text as it is now",),
        ),
        (
            SIGNED_OFF,
            progress(2, accepted=2, critical=2),
            ("2 critical errors stand in the text as it is now",),
        ),
    ],
)
def test_the_gate_says_what_is_missing(
    target: ArticleStatus, counted: Progress, missing: tuple[str, ...]
) -> None:
    assert missing_for(target, counted) == missing
