"""What the figures of a corpus can be narrowed to, for forms that ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from reviewapp.models import Article, System, Translation, User
from reviewapp.queries.figures import current_measures

if TYPE_CHECKING:
    from reviewapp.models import Corpus, Measure

MOST_ARTICLES = 500
"""Articles that one list offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChoices:
    """The measures, systems, articles and editors of a corpus."""

    corpus: Corpus
    measures: Sequence[Measure]
    systems: Sequence[System]
    articles: Sequence[Article]
    """The first ones of a large corpus, and the one that is asked for."""
    editors: Sequence[User]
    """Those who decided a sentence."""


def figure_choices(corpus: Corpus, *, article: str = "") -> FigureChoices:
    """Return what can be chosen; `article` is the key of one that is asked for, or anything else."""
    articles = Article.objects.filter(corpus=corpus, withdrawn_at=None)
    listed = list(articles.order_by("position", "pk")[:MOST_ARTICLES])
    if article.isascii() and article.isdecimal() and len(article) < 19:
        listed += [a for a in articles.filter(pk=int(article)) if a not in listed]
    decided = Translation.objects.filter(decided_by=OuterRef("pk"), system__corpus=corpus)
    return FigureChoices(
        corpus=corpus,
        measures=current_measures(corpus),
        systems=list(System.objects.filter(corpus=corpus)),
        articles=listed,
        editors=list(User.objects.filter(Exists(decided)).order_by("username")),
    )
