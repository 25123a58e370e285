"""What other weights would make of the errors that are stored, before anything is changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewapp.domain.annotation.assessments import Protocol
from reviewapp.domain.annotation.quality import MarkedError, Scorecard, article_score, scorecard
from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.text.tokens import count_words
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.models import ORIGINAL, Error, System, Translation
from reviewapp.queries.assessments import rated_texts, segment_penalties

if TYPE_CHECKING:
    from reviewapp.domain.annotation.profiles import ProfileDefinition
    from reviewapp.models import Corpus
    from reviewapp.queries.assessments import RatedText

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one set of weights makes of a system.

    `raters` is WMT's mean of penalty points a segment, None where nobody rated by MQM. `editors` is the
    MQM 2.0 scorecard of the machine's text by what editors marked, None where none of it was judged.
    """

    raters: float | None
    editors: Scorecard | None


@dataclass(frozen=True, slots=True)
class Reweighed:
    """One system of one corpus under the weights in force and under the proposed ones."""

    corpus: Corpus
    system: System
    before: Weighed
    after: Weighed

    @property
    def is_changed(self) -> bool:
        """Say whether any figure or verdict would be another."""
        return self.before != self.after


@dataclass(slots=True)
class _Judged:
    """What was judged of one system's texts: the marks, and the words of the sentences."""

    errors: list[MarkedError]
    source_words: int = 0
    target_words: int = 0

    @property
    def words(self) -> int:
        return self.source_words or self.target_words


def reweigh(corpora: Iterable[Corpus], proposed: ProfileDefinition) -> list[Reweighed]:
    """Return each judged system of the corpora by the corpus's own profile and by the proposed one.

    A constant number of queries a corpus. Raise `NotInProfile` where a corpus holds errors of a category that
    the proposed profile has not.
    """
    found: list[Reweighed] = []
    for corpus in corpora:
        found += _of_corpus(corpus, proposed)
    return found


def _of_corpus(corpus: Corpus, proposed: ProfileDefinition) -> list[Reweighed]:
    rated = rated_texts(corpus, Protocol.MQM)
    judged = _judged(corpus)
    before, after = ((profile, _means(rated, profile)) for profile in (corpus.profile.definition(), proposed))
    systems = System.objects.filter(corpus=corpus, pk__in={*before[1], *judged}).order_by("name")
    return [
        Reweighed(corpus, system, *(
            Weighed(means.get(system.pk), _card(profile, judged.get(system.pk)))
            for profile, means in (before, after)
        ))
        for system in systems
    ]  # fmt: skip


def _means(rated: Sequence[RatedText], profile: ProfileDefinition) -> dict[int, float]:
    by_system: dict[int, list[float]] = defaultdict(list)
    for (_, system), points in segment_penalties(rated, profile).items():
        by_system[system].append(points)
    return {system: article_score(points) for system, points in by_system.items()}


def _card(profile: ProfileDefinition, judged: _Judged | None) -> Scorecard | None:
    return scorecard(profile, judged.errors, evaluated_words=judged.words) if judged else None


def _judged(corpus: Corpus) -> dict[int, _Judged]:
    """Return what editors judged by system: sentences that they decided on, or marked."""
    errors = (
        Error.objects.standing()
        .filter(
            translation__segment__article__corpus=corpus, translation__segment__article__withdrawn_at=None
        )
        .values_list("translation", "translation__system", "category__path", "severity", "text_number")
    )
    found: dict[int, _Judged] = defaultdict(lambda: _Judged([]))
    marked: set[int] = set()
    for translation, system, path, severity, number in errors:
        marked.add(translation)
        if number == ORIGINAL:
            found[system].errors.append(MarkedError(path, Severity(severity)))
    decided = {status.value for status in TranslationStatus if status.is_decided}
    texts = Translation.objects.filter(segment__article__corpus=corpus, segment__article__withdrawn_at=None)
    rows = texts.values_list("pk", "status", "system", "segment__source", "original")
    for pk, status, system, source, original in rows.iterator(chunk_size=AT_ONCE):
        if status in decided or pk in marked:
            words = found[system]
            words.source_words += count_words(source, language=corpus.source_language)
            words.target_words += count_words(original, language=corpus.target_language)
    return dict(found)
