"""Compare what a file brings with what the corpus holds, and say what would be stored.

The plan is made from the same rows that would be written, so a preview and a dry run cannot differ from the
import itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewapp.domain.exchange.incoming import (
    ImportRejected,
    IncomingArticle,
    IncomingSegment,
    Problem,
    Reading,
    Skipped,
)
from reviewapp.domain.workflow.states import ArticleStatus
from reviewapp.models import (
    Article,
    Assessment,
    Corpus,
    Error,
    Reference,
    Segment,
    System,
    Translation,
)

if TYPE_CHECKING:
    from reviewapp.models.users import User


@dataclass(slots=True)
class Counts:
    """How many rows of each table an import creates."""

    articles: int = 0
    systems: int = 0
    segments: int = 0
    translations: int = 0
    references: int = 0
    corrections: int = 0
    assessments: int = 0
    errors: int = 0

    def as_words(self) -> list[str]:
        """Return the counts that are not zero, such as `12 segments`."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return [f"{n} {name[:-1] if n == 1 else name}" for name, n in found.items() if n]


@dataclass(slots=True)
class Plan:
    """Rows to write, unsaved, in the order in which they must be written."""

    corpus: Corpus
    author: User | None = None
    systems: list[System] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    adopting: list[Article] = field(default_factory=list)
    """Stored articles that get their first translation: their `review_system` is to be written."""
    rebuilt: list[Article] = field(default_factory=list)
    """Stored articles nobody has worked on, whose segments the plan replaces."""
    segments: list[Segment] = field(default_factory=list)
    translations: list[Translation] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    corrections: list[tuple[Translation, str]] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)
    """Errors of these assessments."""
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def counts(self) -> Counts:
        """Return what the plan would create."""
        return Counts(
            articles=len(self.articles),
            systems=len(self.systems),
            segments=len(self.segments),
            translations=len(self.translations),
            references=len(self.references),
            corrections=len(self.corrections),
            assessments=len(self.assessments),
            errors=len(self.errors),
        )

    @property
    def is_empty(self) -> bool:
        """Say whether the corpus holds all of it already."""
        return not self.counts.as_words()


@dataclass(slots=True)
class _Stored:
    """What the corpus holds of the articles that the file names."""

    systems: dict[str, System]
    articles: dict[str, Article]
    segments: dict[tuple[int, str], Segment]
    last_position: dict[int, int]
    translations: dict[tuple[int, int], Translation]
    references: dict[tuple[int, str], str]

    def forget(self, article: Article) -> None:
        """Drop an article's segments, which will be written anew."""
        self.segments = {key: row for key, row in self.segments.items() if key[0] != article.pk}
        self.last_position.pop(article.pk, None)


def plan_import(
    corpus: Corpus, reading: Reading, *, author: User | None = None, rebuilt: Article | None = None
) -> Plan:
    """Return the rows that would be written; the segments of a `rebuilt` article are written anew.

    Raise `ImportRejected`, with each line concerned, where the file contradicts what is stored: a stored
    text is never overwritten.
    """
    planner = _Planner(corpus, reading, author, rebuilt)
    for article in reading.articles:
        planner.take_article(article)
    if planner.problems:
        raise ImportRejected(tuple(planner.problems))
    return planner.plan


_CLOSED = {ArticleStatus.REVIEWED.value, ArticleStatus.SIGNED_OFF.value}


class _Planner:
    """Walk through the articles of a reading and collect rows and contradictions."""

    def __init__(
        self, corpus: Corpus, reading: Reading, author: User | None, rebuilt: Article | None
    ) -> None:
        self.plan = Plan(corpus=corpus, author=author, skipped=list(reading.skipped))
        self.problems: list[Problem] = []
        self.file = reading.file
        self.stored = _stored(corpus, [article.key for article in reading.articles])
        if rebuilt:
            self.plan.rebuilt.append(rebuilt)
            self.stored.forget(rebuilt)
        self.next_article = Article.objects.filter(corpus=corpus).count()

    def take_article(self, incoming: IncomingArticle) -> None:
        """Plan one article, stored or new."""
        article = self.stored.articles.get(incoming.key)
        if article is None:
            article = Article(
                corpus=self.plan.corpus,
                key=incoming.key,
                title=incoming.title[:500],
                position=self.next_article,
            )
            self.next_article += 1
            self.plan.articles.append(article)
        position = self.stored.last_position.get(article.pk or 0, 0)
        for segment in incoming.segments:
            position += self._take_segment(article, segment, position + 1)

    def _take_segment(self, article: Article, incoming: IncomingSegment, position: int) -> bool:
        """Plan one segment; return whether it is a new one."""
        segment = self.stored.segments.get((article.pk, incoming.key)) if article.pk else None
        is_new = segment is None
        if segment is None and article.pk and article.status in _CLOSED:
            self._contradicts(incoming, article, "the article is closed; reopen it to add to it")
        if segment is None:
            segment = Segment(
                article=article,
                key=incoming.key,
                position=position,
                source=incoming.source,
                source_sentences=incoming.source_sentences,
                paragraph=incoming.paragraph,
                is_headline=incoming.is_headline,
            )
            self.plan.segments.append(segment)
        elif segment.source != incoming.source:
            self._contradicts(incoming, article, "its source differs from the stored one")
        added = self._take_texts(article, segment, incoming)
        if not is_new and not added:
            self.plan.skipped.append(
                Skipped(self.file, incoming.line, f"{_place(article, incoming)} is stored already")
            )
        return is_new

    def _take_texts(self, article: Article, segment: Segment, incoming: IncomingSegment) -> int:
        added = 0
        for name, text in incoming.translations.items():
            added += self._take_translation(article, segment, incoming, name, text)
        for name, text in incoming.references.items():
            stored = self.stored.references.get((segment.pk, name)) if segment.pk else None
            if stored is None:
                self.plan.references.append(Reference(segment=segment, name=name, text=text))
                added += 1
            elif stored != text:
                self._contradicts(incoming, article, f"reference {name} is stored with another text")
        return added

    def _take_translation(
        self, article: Article, segment: Segment, incoming: IncomingSegment, name: str, text: str
    ) -> int:
        system = self._system(name)
        translation = (
            self.stored.translations.get((segment.pk, system.pk)) if segment.pk and system.pk else None
        )
        added = 0
        if translation is None:
            translation = Translation(segment=segment, system=system, original=text, text=text)
            self.plan.translations.append(translation)
            self._adopt(article, system)
            added = 1
        elif translation.original != text:
            self._contradicts(incoming, article, f"system {name} is stored with another text")
            return 0
        correction = incoming.corrections.get(name)
        if correction is None or correction == translation.text:
            return added
        if translation.pk and translation.version > 1:
            self._contradicts(incoming, article, f"system {name} has been reviewed here in another way")
            return added
        self.plan.corrections.append((translation, correction))
        return added + 1

    def _adopt(self, article: Article, system: System) -> None:
        """Put the first system that an article meets under review."""
        if article.review_system is None:
            article.review_system = system
            if article.pk:
                self.plan.adopting.append(article)

    def _system(self, name: str) -> System:
        system = self.stored.systems.get(name)
        if system is None:
            system = System(corpus=self.plan.corpus, name=name)
            self.stored.systems[name] = system
            self.plan.systems.append(system)
        return system

    def _contradicts(self, incoming: IncomingSegment, article: Article, what: str) -> None:
        self.problems.append(Problem(self.file, incoming.line, f"{_place(article, incoming)}: {what}"))


def _place(article: Article, incoming: IncomingSegment) -> str:
    return f"segment {incoming.key} of article {article.key}"


def _stored(corpus: Corpus, keys: list[str]) -> _Stored:
    """Read what is needed to compare, in six queries however large the file is."""
    wanted = set(keys)
    of_corpus = Article.objects.filter(corpus=corpus).select_related("review_system")
    articles = {article.key: article for article in of_corpus if article.key in wanted}
    ids = [article.pk for article in articles.values()]
    segments = {
        (s.article_id, s.key): s for s in Segment.objects.filter(article__in=ids).select_related("article")
    }
    last: dict[int, int] = {}
    for segment in segments.values():
        last[segment.article_id] = max(last.get(segment.article_id, 0), segment.position)
    translations = Translation.objects.filter(segment__article__in=ids).select_related("segment__article")
    references = Reference.objects.filter(segment__article__in=ids)
    return _Stored(
        systems={system.name: system for system in System.objects.filter(corpus=corpus)},
        articles=articles,
        segments=segments,
        last_position=last,
        translations={(t.segment_id, t.system_id): t for t in translations},
        references={(r.segment_id, r.name): r.text for r in references},
    )


def report_of(plan: Plan) -> Mapping[str, object]:
    """Return the plan in plain values, for an import's report."""
    return {
        "created": plan.counts.as_words(),
        "skipped": [str(skip) for skip in plan.skipped[:200]],
        "skipped_count": len(plan.skipped),
    }
