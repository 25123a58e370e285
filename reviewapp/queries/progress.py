"""How far articles have come."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, F, Q

from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.workflow.states import Progress, TranslationStatus
from reviewapp.models import Article, Error, Translation

EMPTY = Progress(segments=0, accepted=0, corrected=0, discussion=0, open_critical_errors=0)


def progress_of(article: Article, *, system_id: int | None = None) -> Progress:
    """Return the progress of one article's translation by a system, or by the one under review."""
    return _progress([article.pk], system_id).get(article.pk, EMPTY)


def progress_by_article(article_ids: Iterable[int]) -> dict[int, Progress]:
    """Return the progress of each article's translation under review, in two queries."""
    return _progress(list(article_ids), None)


def _progress(article_ids: list[int], system_id: int | None) -> dict[int, Progress]:
    under_review = F("segment__article__review_system")
    of_system = Q(system=under_review) if system_id is None else Q(system=system_id)
    counted = (
        Translation.objects.filter(of_system, segment__article__in=article_ids)
        .order_by()
        .values(article_id=F("segment__article"))
        .annotate(
            segments=Count("pk"),
            accepted=_count_of(TranslationStatus.ACCEPTED),
            corrected=_count_of(TranslationStatus.CORRECTED),
            discussion=_count_of(TranslationStatus.DISCUSSION),
        )
    )
    critical: dict[int, int] = dict(
        Error.objects.unsolved()
        .filter(
            translation__in=Translation.objects.filter(of_system, segment__article__in=article_ids),
            severity=Severity.CRITICAL.value,
        )
        .order_by()
        .values_list("translation__segment__article")
        .annotate(Count("pk"))
    )
    return {
        row["article_id"]: Progress(
            segments=row["segments"],
            accepted=row["accepted"],
            corrected=row["corrected"],
            discussion=row["discussion"],
            open_critical_errors=critical.get(row["article_id"], 0),
        )
        for row in counted
    }


def _count_of(status: TranslationStatus) -> Count:
    return Count("pk", filter=Q(status=status.value))
