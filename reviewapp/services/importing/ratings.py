"""Bring ratings in: who judged which stored translation how, and what they marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewapp.domain.annotation.assessments import Protocol
from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.annotation.wmt import UnknownWmtCategory, wmt_path
from reviewapp.domain.exchange.incoming import ImportRejected, Problem, Skipped
from reviewapp.domain.exchange.lines import read_places
from reviewapp.domain.exchange.ratings import MarkedSide, RatingFormat, SegmentPlace
from reviewapp.domain.exchange.wmt_esa import AlignedLines, read_wmt_esa
from reviewapp.domain.exchange.wmt_mqm import read_wmt_mqm
from reviewapp.domain.text.spans import Span, SpanOutsideText, span_from_offsets
from reviewapp.models import (
    ORIGINAL,
    Article,
    Assessment,
    Category,
    Error,
    Origin,
    Segment,
    System,
    Translation,
)
from reviewapp.services.importing.plans import plan_import

if TYPE_CHECKING:
    from reviewapp.domain.exchange.files import NamedFile
    from reviewapp.domain.exchange.ratings import IncomingAssessment, IncomingError, RatingReading
    from reviewapp.models import Corpus, User
    from reviewapp.services.importing.plans import Plan

PROTOCOLS = {RatingFormat.WMT_MQM: Protocol.MQM, RatingFormat.WMT_ESA: Protocol.ESA}

# What tells one marked error from another: side, start, end, category, severity and note.
ErrorContent = tuple[str, int | None, int | None, str, str, str]


def read_ratings(
    corpus: Corpus, file: NamedFile, *, kind: RatingFormat, articles: NamedFile | None = None
) -> RatingReading:
    """Read a file of ratings of a corpus's translations.

    ESA ratings name lines; `articles` is the file by which the lines were divided into articles when they
    were imported. Without it they are counted through the stored articles in their order. Raise
    `ImportRejected`.
    """
    if kind is RatingFormat.WMT_MQM:
        return read_wmt_mqm(file.data, name=file.name)
    aligned = AlignedLines(
        places=read_places(articles) if articles else _stored_places(corpus, file.name),
        source_language=corpus.source_language,
        target_language=corpus.target_language,
    )
    return read_wmt_esa(file.data, name=file.name, aligned=aligned)


def plan_ratings(
    corpus: Corpus, rated: RatingReading, *, protocol: Protocol, author: User | None = None
) -> Plan:
    """Return the rows that would be written: texts that come with the ratings, assessments and errors.

    Raise `ImportRejected`, with each line concerned, for ratings of texts that are not there, for spans
    outside their text, for categories that the corpus's profile has not, and for what contradicts the store.
    """
    plan = plan_import(corpus, rated.texts, author=author)
    planner = _RatingPlanner(corpus, plan, rated, protocol)
    for assessment in rated.assessments:
        planner.take(assessment)
    if problems := planner.problems():
        raise ImportRejected(problems)
    return plan


def _stored_places(corpus: Corpus, file: str) -> list[SegmentPlace]:
    """Return the place of every line, counted through the articles in the order of their import."""
    rows = Segment.objects.filter(article__corpus=corpus).order_by("article__position", "article", "position")
    last: dict[str, int] = {}
    for article, key in rows.values_list("article__key", "key"):
        if not (key.isascii() and key.isdecimal()):
            reason = (
                f"article {article} here is not numbered by lines; --articles FILE says which line is whose"
            )
            raise ImportRejected([Problem(file, None, reason)])
        last[article] = max(last.get(article, 0), int(key))
    if not last:
        raise ImportRejected(
            [Problem(file, None, "the corpus has no lines yet; import_lines brings the texts")]
        )
    return [SegmentPlace(key, str(number + 1)) for key, count in last.items() for number in range(count)]


@dataclass(slots=True)
class _Known:
    """What the corpus holds: translations by article, segment and system, and what was said of them."""

    systems: frozenset[str]
    translations: dict[tuple[str, str, str], Translation]
    assessments: dict[tuple[int, str, str, int], Assessment]
    errors: dict[int, Counter[ErrorContent]]


class _RatingPlanner:
    """Walk through ratings and collect rows and contradictions."""

    def __init__(self, corpus: Corpus, plan: Plan, rated: RatingReading, protocol: Protocol) -> None:
        self.plan = plan
        self.file = rated.texts.file
        self.protocol = protocol
        self.profile = corpus.profile
        self.categories = {category.path: category for category in corpus.profile.categories.all()}
        self.severities = {row.severity for row in corpus.profile.severities.all()}
        self.known = _known(corpus, plan, rated.assessments, protocol)
        self.found: list[Problem] = []
        self.absent_systems: dict[str, int] = {}
        self.absent_categories: dict[str, int] = {}

    def take(self, incoming: IncomingAssessment) -> None:
        """Plan one assessment with its errors."""
        translation = self.known.translations.get((incoming.article, incoming.segment, incoming.system))
        if translation is None:
            self._miss(incoming)
            return
        stored = None
        if translation.pk:
            key = (translation.pk, incoming.rater, incoming.campaign, incoming.occasion)
            stored = self.known.assessments.get(key)
        if stored:
            # Spare a query for what is known already.
            stored.translation = translation
        assessment = stored or Assessment(
            translation=translation,
            protocol=self.protocol.value,
            rater=incoming.rater,
            campaign=incoming.campaign,
            occasion=incoming.occasion,
            score=incoming.score,
            seconds=incoming.seconds,
        )
        errors = [error for one in incoming.errors if (error := self._error(assessment, one))]
        if stored:
            self._compare(incoming, stored, errors)
            return
        self.plan.assessments.append(assessment)
        self.plan.errors.extend(errors)

    def problems(self) -> list[Problem]:
        """Return everything that stands against the import, by line."""
        told = list(self.found)
        for system, line in self.absent_systems.items():
            how = f"import its texts first: import_lines --system {system}=FILE"
            told.append(Problem(self.file, line, f"the corpus has no system {system}; {how}"))
        if self.absent_categories:
            missing = ", ".join(sorted(self.absent_categories))
            what = (
                f"the profile {self.profile} of this corpus has no category {missing}; make the corpus with "
                "create_corpus --profile wmt, or choose a profile with these categories for it in the admin"
            )
            told.append(Problem(self.file, min(self.absent_categories.values()), what))
        return sorted(told, key=lambda problem: problem.line or 0)

    def _miss(self, incoming: IncomingAssessment) -> None:
        if incoming.system not in self.known.systems:
            self.absent_systems.setdefault(incoming.system, incoming.line)
            return
        self._refuse(incoming.line, f"{_place(incoming)} has no translation by {incoming.system} here")

    def _compare(self, incoming: IncomingAssessment, stored: Assessment, errors: Sequence[Error]) -> None:
        said = f"what {incoming.rater} said of {_place(incoming)} by {incoming.system}"
        if (stored.score, stored.seconds) != (incoming.score, incoming.seconds):
            self._refuse(incoming.line, f"{said} is stored with another score or time")
        elif self.known.errors.get(stored.pk, Counter()) != Counter(map(_content, errors)):
            self._refuse(incoming.line, f"{said} is stored with other errors")
        else:
            self.plan.skipped.append(Skipped(self.file, incoming.line, f"{said} is stored already"))

    def _error(self, assessment: Assessment, incoming: IncomingError) -> Error | None:
        category = self._category(incoming)
        severity = self._severity(incoming)
        translation = assessment.translation
        is_source = incoming.side is MarkedSide.SOURCE
        text = translation.segment.source if is_source else translation.original
        try:
            span = _span(text, incoming)
        except SpanOutsideText as outside:
            self._refuse(incoming.line, f"the span {outside}")
            return None
        return Error(
            translation=translation,
            assessment=assessment,
            side=incoming.side.value,
            start=span.start if span else None,
            end=span.end if span else None,
            marked_text=span.text_in(text) if span else "",
            text_number=ORIGINAL,
            category=category,
            severity=severity,
            note=incoming.note,
            origin=Origin.IMPORT,
        )

    def _category(self, incoming: IncomingError) -> Category | None:
        if not incoming.category:
            return None
        try:
            path = wmt_path(incoming.category)
        except UnknownWmtCategory as unknown:
            self._refuse(incoming.line, str(unknown))
            return None
        if path not in self.categories:
            self.absent_categories.setdefault(path or "no-error", incoming.line)
            return None
        return self.categories[path]

    def _severity(self, incoming: IncomingError) -> str:
        severity = incoming.severity.strip().lower()
        if severity not in set(Severity):
            self._refuse(incoming.line, f"{incoming.severity!r} is no severity of the WMT files")
        elif severity not in self.severities:
            self._refuse(incoming.line, f"the profile {self.profile} has no severity {severity}")
        return severity

    def _refuse(self, line: int, reason: str) -> None:
        self.found.append(Problem(self.file, line, reason))


def _place(incoming: IncomingAssessment) -> str:
    return f"segment {incoming.segment} of article {incoming.article}"


def _span(text: str, incoming: IncomingError) -> Span | None:
    if incoming.start is None or incoming.end is None:
        return None
    return span_from_offsets(text, start=incoming.start, end=incoming.end, unit=incoming.unit)


def _content(error: Error) -> ErrorContent:
    return (error.side, error.start, error.end, error.category_path, error.severity, error.note)


def _known(corpus: Corpus, plan: Plan, incoming: Sequence[IncomingAssessment], protocol: Protocol) -> _Known:
    """Read what is needed to compare, in five queries however large the file is."""
    wanted = {assessment.article for assessment in incoming}
    keys = Article.objects.filter(corpus=corpus).values_list("pk", "key")
    articles = [pk for pk, key in keys if key in wanted]
    stored = Translation.objects.filter(segment__article__in=articles)
    translations = [*stored.select_related("segment__article", "system"), *plan.translations]
    said = Assessment.objects.filter(translation__segment__article__in=articles, protocol=protocol.value)
    return _Known(
        systems=frozenset(System.objects.filter(corpus=corpus).values_list("name", flat=True)),
        translations={(t.segment.article.key, t.segment.key, t.system.name): t for t in translations},
        assessments={(a.translation_id, a.rater, a.campaign, a.occasion): a for a in said},
        errors=_known_errors(articles, protocol),
    )


def _known_errors(articles: Sequence[int], protocol: Protocol) -> dict[int, Counter[ErrorContent]]:
    found: dict[int, Counter[ErrorContent]] = {}
    rows = Error.objects.of_assessments().filter(
        translation__segment__article__in=articles, assessment__protocol=protocol.value
    )
    columns = ("assessment", "side", "start", "end", "category__path", "severity", "note")
    for assessment, side, start, end, path, severity, note in rows.values_list(*columns):
        found.setdefault(assessment, Counter())[side, start, end, path or "", severity, note] += 1
    return found
