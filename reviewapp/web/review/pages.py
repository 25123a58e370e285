"""What the templates of the review page are given: one dataclass a region."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from reviewapp.domain.text.diff import diff_texts
from reviewapp.domain.text.tokens import tokenize
from reviewapp.domain.workflow.states import STEPS, ArticleStatus, Step, TranslationStatus, missing_for
from reviewapp.models import Category
from reviewapp.queries.progress import progress_of
from reviewapp.queries.review import (
    Sentence,
    SentenceDetails,
    details_of,
    sentence_of,
    sentences_of,
)
from reviewapp.web.review.forms import SEVERITIES
from reviewapp.web.review.outcomes import Outcome, is_being_scored, outcome_of, outcomes_of

if TYPE_CHECKING:
    from reviewapp.domain.annotation.severities import Severity
    from reviewapp.domain.text.diff import Change
    from reviewapp.domain.workflow.states import Progress
    from reviewapp.models import Article, Corpus, System, Translation
    from reviewapp.web.access import ArticleDoor, TranslationDoor


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both texts of a save that came too late: nothing typed is lost."""

    theirs: str
    their_author: str
    yours: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class WordChoice:
    """A token that a mark can begin or end with, without a pointer and without script."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class OpenSentence:
    """The controls of the one sentence that is being worked on."""

    details: SentenceDetails
    text: str
    """What stands in the text field: the stored text, or what could not be saved."""
    categories: Sequence[Category]
    severities: Sequence[Severity]
    starts: Sequence[tuple[str, Sequence[WordChoice]]]
    ends: Sequence[tuple[str, Sequence[WordChoice]]]
    shown_changes: Sequence[Change] = ()
    """What the text in the field changes in the machine's."""
    problem: str = ""
    conflict: Conflict | None = None

    @staticmethod
    def new_operation() -> str:
        """Return a fresh key, so that each form is carried out once however often it is sent."""
        return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One sentence of the page; `open` is set for the one being worked on."""

    sentence: Sentence
    can_review: bool
    hides_source: bool
    open: OpenSentence | None = None
    outcome: Outcome | None = None

    @property
    def translation(self) -> Translation:
        """Return the translation under review."""
        return self.sentence.translation

    @property
    def element_id(self) -> str:
        """Return the id of the row's element."""
        return f"segment-row-{self.translation.pk}"

    @property
    def status(self) -> TranslationStatus:
        """Return what was decided."""
        return TranslationStatus(self.translation.status)

    @property
    def corpus(self) -> Corpus:
        """Return the corpus, for the languages of both sides."""
        return self.translation.segment.article.corpus


@dataclass(frozen=True, slots=True)
class ArticleBar:
    """The line at the top: progress, status and the next step."""

    article: Article
    progress: Progress
    steps: Sequence[tuple[Step, Sequence[str]]]
    """Each step the person may take, with what is missing for it."""

    @property
    def status(self) -> ArticleStatus:
        """Return the article's status."""
        return ArticleStatus(self.article.status)

    @staticmethod
    def new_operation() -> str:
        """Return a fresh key for a form."""
        return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The whole page."""

    bar: ArticleBar
    rows: Sequence[SegmentRow]
    system: System | None
    systems: Sequence[System]
    door: ArticleDoor
    open_translation: int | None = None
    has_source: bool = True
    problem: str = ""


def article_bar(door: ArticleDoor, *, system_id: int | None = None) -> ArticleBar:
    """Build the line at the top."""
    progress = progress_of(door.article, system_id=system_id)
    steps = [
        (step, missing_for(step.target, progress))
        for step in STEPS[ArticleStatus(door.article.status)]
        if door.allows(step.role)
    ]
    return ArticleBar(door.article, progress, steps)


def review_page(
    door: ArticleDoor,
    *,
    system: System | None,
    systems: Sequence[System],
    position: int | None,
    hides_source: bool,
    replaced: SegmentRow | None = None,
) -> ReviewPage:
    """Build the page with the sentence at `position` open; without one, the first that is undecided.

    `replaced` stands in for its row: what could not be saved is shown with the reason.
    """
    sentences = sentences_of(door.article, system)
    outcomes = outcomes_of([sentence.translation for sentence in sentences])
    chosen = _chosen(sentences, position)
    rows = [
        SegmentRow(
            sentence,
            can_review=may_change(door),
            hides_source=hides_source,
            open=_open(sentence, categories_of(door.corpus)) if sentence is chosen else None,
            outcome=outcomes.get(sentence.translation.pk),
        )
        for sentence in sentences
    ]
    if replaced:
        rows = [replaced if row.translation.pk == replaced.translation.pk else row for row in rows]
    return ReviewPage(
        bar=article_bar(door, system_id=system.pk if system else None),
        rows=rows,
        system=system,
        systems=systems,
        door=door,
        open_translation=chosen.translation.pk if chosen else None,
        has_source=any(sentence.segment.source for sentence in sentences),
    )


def segment_row(
    door: TranslationDoor,
    *,
    is_open: bool,
    hides_source: bool = False,
    text: str | None = None,
    problem: str = "",
    conflict: Conflict | None = None,
) -> SegmentRow:
    """Build one row by itself, open or read-only."""
    sentence = sentence_of(door.translation)
    opened = outcome = None
    if is_open:
        opened = _open(sentence, categories_of(door.corpus), text=text, problem=problem, conflict=conflict)
    else:
        outcome = outcome_of(door.translation)
    return SegmentRow(
        sentence, can_review=may_change(door), hides_source=hides_source, open=opened, outcome=outcome
    )


def may_change(door: ArticleDoor) -> bool:
    """Say whether the person may decide on sentences of the article as it is now."""
    return door.can_review and door.article.status in {
        ArticleStatus.IMPORTED.value,
        ArticleStatus.IN_REVIEW.value,
    }


def address_of(translation: Translation) -> str:
    """Return the page's address with this sentence open."""
    position = translation.segment.position
    page = reverse("article", args=[translation.segment.article_id])
    return f"{page}?system={translation.system_id}&sentence={position}#sentence-{position}"


def categories_of(corpus: Corpus) -> list[Category]:
    """Return what errors of this corpus may be called, in the profile's order."""
    return list(Category.objects.filter(profile=corpus.profile_id))


def _chosen(sentences: Sequence[Sentence], position: int | None) -> Sentence | None:
    if position is not None:
        return next((s for s in sentences if s.segment.position == position), None)
    undecided = (s for s in sentences if not TranslationStatus(s.translation.status).is_decided)
    return next(undecided, sentences[0] if sentences else None)


def _open(
    sentence: Sentence,
    categories: Sequence[Category],
    *,
    text: str | None = None,
    problem: str = "",
    conflict: Conflict | None = None,
) -> OpenSentence:
    translation = sentence.translation
    starts, ends = _word_choices(translation)
    shown = translation.text if text is None else text
    details = details_of(translation, pending=is_being_scored(translation))
    changes = details.changes
    if shown != translation.text:
        language = translation.segment.article.corpus.target_language
        changes = diff_texts(translation.original, shown, language=language)
    return OpenSentence(
        details=details,
        text=shown,
        shown_changes=changes,
        categories=categories,
        severities=SEVERITIES,
        starts=starts,
        ends=ends,
        problem=problem,
        conflict=conflict,
    )


Choices = list[tuple[str, Sequence[WordChoice]]]


def _word_choices(translation: Translation) -> tuple[Choices, Choices]:
    """Return the words of both sides, as `side:offset` where they begin and where they end."""
    corpus = translation.segment.article.corpus
    starts: Choices = []
    ends: Choices = []
    for side, label, text, language in (
        ("target", "Translation", translation.text, corpus.target_language),
        ("source", "Source", translation.segment.source, corpus.source_language),
    ):
        tokens = tokenize(text, language=language)
        if tokens:
            starts.append((label, [WordChoice(f"{side}:{t.span.start}", t.text) for t in tokens]))
            ends.append((label, [WordChoice(f"{side}:{t.span.end}", t.text) for t in tokens]))
    return starts, ends
