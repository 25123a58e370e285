"""States of articles and translations, and the steps between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reviewapp.domain.workflow.roles import Role


class TranslationStatus(StrEnum):
    """What has been decided of one sentence's translation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    DISCUSSION = "discussion"

    @property
    def label(self) -> str:
        """Return the name shown on screen."""
        return _TRANSLATION_LABELS[self]

    @property
    def is_decided(self) -> bool:
        """Say whether nothing is left to do for this sentence."""
        return self in {TranslationStatus.ACCEPTED, TranslationStatus.CORRECTED}


_TRANSLATION_LABELS = {
    TranslationStatus.OPEN: "Open",
    TranslationStatus.ACCEPTED: "Accepted as is",
    TranslationStatus.CORRECTED: "Corrected",
    TranslationStatus.DISCUSSION: "Needs discussion",
}


class ArticleStatus(StrEnum):
    """How far the review of an article has come."""

    IMPORTED = "imported"
    IN_REVIEW = "in-review"
    REVIEWED = "reviewed"
    SIGNED_OFF = "signed-off"

    @property
    def label(self) -> str:
        """Return the name shown on screen."""
        return self.value.replace("-", " ").capitalize()


def decided_status(*, original: str, text: str) -> TranslationStatus:
    """Return the status of a sentence whose present text is settled."""
    return TranslationStatus.ACCEPTED if text == original else TranslationStatus.CORRECTED


@dataclass(frozen=True, slots=True)
class Step:
    """A move of an article: who may make it, and whether it must say why."""

    target: ArticleStatus
    role: Role
    label: str
    needs_reason: bool = False


_REVIEWED = Step(ArticleStatus.REVIEWED, Role.REVIEWER, "Mark as reviewed")
STEPS: dict[ArticleStatus, tuple[Step, ...]] = {
    # An article in which each machine sentence stands can be reviewed without a single change.
    ArticleStatus.IMPORTED: (_REVIEWED,),
    ArticleStatus.IN_REVIEW: (_REVIEWED,),
    ArticleStatus.REVIEWED: (
        Step(ArticleStatus.SIGNED_OFF, Role.CHIEF, "Sign off"),
        Step(ArticleStatus.IN_REVIEW, Role.REVIEWER, "Reopen", needs_reason=True),
    ),
    ArticleStatus.SIGNED_OFF: (Step(ArticleStatus.IN_REVIEW, Role.CHIEF, "Reopen", needs_reason=True),),
}


class StepNotAllowed(ValueError):
    """The article cannot move there from where it is."""


def step_between(current: ArticleStatus, target: ArticleStatus) -> Step:
    """Return the step from one status to another.

    Raise `StepNotAllowed` where the workflow has none.
    """
    for step in STEPS[current]:
        if step.target is target:
            return step
    raise StepNotAllowed(f"An article that is {current.label.lower()} cannot become {target.label.lower()}.")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many sentences of an article are in which state, and what still blocks it (all counts)."""

    segments: int
    accepted: int
    corrected: int
    discussion: int
    open_critical_errors: int

    @property
    def decided(self) -> int:
        """Return how many sentences are settled."""
        return self.accepted + self.corrected

    @property
    def open(self) -> int:
        """Return how many sentences nobody has decided yet."""
        return self.segments - self.decided - self.discussion

    @property
    def percent(self) -> int:
        """Return the settled share, 0-100, never 100 before the last one."""
        return self.decided * 100 // self.segments if self.segments else 0


def missing_for(target: ArticleStatus, progress: Progress) -> tuple[str, ...]:
    """Return, in words, what the article lacks for a status; empty where the gate is open."""
    if target is ArticleStatus.IN_REVIEW:
        return ()
    lacks = []
    if progress.open:
        lacks.append(f"{_count(progress.open, 'sentence is', 'sentences are')} not decided yet")
    if progress.discussion:
        lacks.append(f"{_count(progress.discussion, 'sentence needs', 'sentences need')} discussion")
    if target is ArticleStatus.SIGNED_OFF and progress.open_critical_errors:
        unsolved = _count(progress.open_critical_errors, "critical error stands", "critical errors stand")
        lacks.append(f"{unsolved} in the text as it is now")
    return tuple(lacks)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
