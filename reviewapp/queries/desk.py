"""What waits on a person's desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Case, F, Q, QuerySet, When

from reviewapp.domain.workflow.states import ArticleStatus
from reviewapp.models import Article, ArticleScore
from reviewapp.queries.progress import EMPTY, progress_by_article

if TYPE_CHECKING:
    from reviewapp.domain.workflow.states import Progress
    from reviewapp.models import Corpus, User

PAGE = 50
"""Articles a page."""
_ORDER = [
    ArticleStatus.IN_REVIEW,
    ArticleStatus.IMPORTED,
    ArticleStatus.REVIEWED,
    ArticleStatus.SIGNED_OFF,
]


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One article in a list: how far it is, what the metrics say, and what is left to do."""

    article: Article
    progress: Progress
    scores: Sequence[ArticleScore] = field(default=())

    @property
    def status(self) -> ArticleStatus:
        """Return the article's status."""
        return ArticleStatus(self.article.status)

    @property
    def reasons(self) -> list[str]:
        """Return, in words, why somebody should open it."""
        found = []
        if self.progress.open_critical_errors:
            found.append(_count(self.progress.open_critical_errors, "critical error"))
        if self.progress.discussion:
            found.append(f"{_count(self.progress.discussion, 'sentence')} to discuss")
        if self.progress.open and self.progress.decided:
            found.append(f"{_count(self.progress.open, 'sentence')} left")
        if self.status is ArticleStatus.REVIEWED:
            found.append("waits for sign-off")
        return found


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One page of a list, and where the next one begins."""

    lines: Sequence[ArticleLine]
    next_cursor: str = ""


def desk_of(user: User, *, cursor: str = "") -> ArticlePage:
    """Return what the person was assigned, what is begun first."""
    articles = (
        Article.objects.visible_to(user).assigned_to(user).exclude(status=ArticleStatus.SIGNED_OFF.value)
    )
    return article_page(articles, cursor=cursor)


def articles_of(corpus: Corpus, *, status: str = "", words: str = "", cursor: str = "") -> ArticlePage:
    """Return a corpus's articles, optionally of one status or with these words in the title."""
    articles = Article.objects.filter(corpus=corpus, withdrawn_at=None)
    if status:
        articles = articles.filter(status=status)
    if words:
        articles = articles.filter(Q(title__icontains=words) | Q(key__icontains=words))
    return article_page(articles, cursor=cursor)


def article_page(articles: QuerySet[Article], *, cursor: str) -> ArticlePage:
    """Return one page of articles by status and place; the cursor names the last one shown before."""
    ranked = articles.annotate(
        rank=Case(*(When(status=status.value, then=rank) for rank, status in enumerate(_ORDER)))
    ).order_by("rank", "corpus_id", "position", "pk")
    after = _parsed(cursor)
    if after:
        rank, corpus, position, pk = after
        ranked = ranked.filter(
            Q(rank__gt=rank)
            | Q(rank=rank, corpus_id__gt=corpus)
            | Q(rank=rank, corpus_id=corpus, position__gt=position)
            | Q(rank=rank, corpus_id=corpus, position=position, pk__gt=pk)
        )
    found = list(ranked.select_related("corpus", "review_system", "assignee")[: PAGE + 1])
    shown = found[:PAGE]
    progress = progress_by_article([article.pk for article in shown])
    scores = _scores([article.pk for article in shown])
    lines = [
        ArticleLine(article, progress.get(article.pk, EMPTY), scores.get(article.pk, ())) for article in shown
    ]
    last = shown[-1] if len(found) > PAGE else None
    return ArticlePage(lines, _cursor(last) if last else "")


def _scores(article_ids: Sequence[int]) -> Mapping[int, Sequence[ArticleScore]]:
    """Return the figures of the translations under review, the newest of each metric and reference."""
    rows = (
        ArticleScore.objects.filter(article__in=article_ids, system=F("article__review_system"))
        .select_related("measure")
        .order_by("measure__metric", "measure_id")
    )
    newest: dict[int, dict[tuple[str, str], ArticleScore]] = defaultdict(dict)
    for row in rows:
        newest[row.article_id][row.measure.metric, row.measure.references] = row
    return {article: tuple(found.values()) for article, found in newest.items()}


def _cursor(article: Article) -> str:
    rank = _ORDER.index(ArticleStatus(article.status))
    return f"{rank}-{article.corpus_id}-{article.position}-{article.pk}"


def _parsed(cursor: str) -> tuple[int, ...] | None:
    """Return the four numbers of a cursor; anything else is the first page."""
    parts = cursor.split("-")
    if len(parts) != 4 or not all(part.isdecimal() and len(part) < 19 for part in parts):
        return None
    return tuple(int(part) for part in parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
