"""Articles for journeys, in our own words, and the worker that scores them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from reviewapp.domain.scoring.pool import ScoringPool
from reviewapp.models import JobKind
from reviewapp.services.jobs import enqueue_job
from reviewapp.services.working import Bench, work_once
from tests.factories import (
    ArticleFactory,
    CorpusFactory,
    MembershipFactory,
    ReferenceFactory,
    SegmentFactory,
    TranslationFactory,
)

if TYPE_CHECKING:
    from reviewapp.models import Article, Corpus, Translation, User

FERRIES = (
    (
        "Phà đêm trở lại bến cũ",
        "The night ferry returns on the old wharf",
        "Night ferry back at its old pier",
    ),
    (
        "Chuyến đầu tiên rời bến lúc sáu giờ với 40 hành khách.",
        "The first trip leaved wharf at 6 hours with 14 passengers.",
        "The first crossing left the pier at six with 40 passengers.",
    ),
    (
        "Bà Sáu bán cháo cho thủy thủ.",
        "Mrs Six sells porridge to sailors.",
        "Mrs Sáu sells porridge to the crew.",
    ),
)


@dataclass(frozen=True, slots=True)
class Story:
    """An article with the translations of its sentences in order."""

    article: Article
    sentences: tuple[Translation, ...]

    def stored(self, number: int) -> Translation:
        """Return a sentence as the database has it now."""
        translation = self.sentences[number - 1]
        translation.refresh_from_db()
        return translation


def write_story(
    corpus: Corpus,
    texts: tuple[tuple[str, str, str], ...] = FERRIES,
    *,
    title: str = "Night ferry",
    assignee: User | None = None,
) -> Story:
    """Store an article of (source, translation, reference); an empty reference is none."""
    article = ArticleFactory.create(corpus=corpus, title=title, assignee=assignee)
    sentences = []
    for number, (source, translation, reference) in enumerate(texts, start=1):
        segment = SegmentFactory.create(article=article, source=source, is_headline=number == 1)
        if reference:
            ReferenceFactory.create(segment=segment, text=reference)
        sentences.append(TranslationFactory.create(segment=segment, original=translation))
    return Story(article, tuple(sentences))


def write_foreign_story(editor: User, *, source: str, target: str, texts: tuple[str, str]) -> Story:
    """Store an article of one sentence in another pair of languages, with this person as its reviewer."""
    corpus = CorpusFactory.create(source_language=source, target_language=target)
    MembershipFactory.create(corpus=corpus, user=editor)
    return write_story(corpus, ((*texts, ""),), title="Elsewhere")


def score(corpus: Corpus) -> None:
    """Score a corpus as a worker would."""
    enqueue_job(corpus, kind=JobKind.SCORE_CORPUS, arguments={}, requested_by=None, now=timezone.now())
    work()


def work() -> None:
    """Do every job that waits."""
    with ScoringPool(processes=1) as pool:
        while work_once(owner="browser tests", bench=Bench(timezone.now, threading.Event(), pool)):
            pass
