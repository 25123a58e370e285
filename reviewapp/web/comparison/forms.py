"""What a reader of figures chooses; every field may be left out, and none reaches beyond the corpus."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from reviewapp.domain.annotation.severities import Severity
from reviewapp.domain.scoring.names import METRICS, MetricName
from reviewapp.domain.scoring.significance import PairedTest
from reviewapp.domain.workflow.states import TranslationStatus
from reviewapp.queries.comparison import Question
from reviewapp.queries.sentences import Order
from reviewapp.queries.slices import Slice

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict

    from reviewapp.models import Measure, System
    from reviewapp.queries.choices import FigureChoices

Choices = list[tuple[str, str]]
EARLIEST, LATEST = datetime.date(1990, 1, 1), datetime.date(2999, 12, 30)
FIRST_METRIC = MetricName.CHRF
"""Shown where no metric is asked for: it needs no tokenizer, so it reads the same in every language."""
TESTS = {
    PairedTest.BOOTSTRAP: "Paired bootstrap",
    PairedTest.RANDOMISATION: "Approximate randomisation",
}
_UNKNOWN = {"invalid_choice": "Not among the choices; it does not count."}


def _choice(choices: Choices, label: str, *, any_of: str = "") -> forms.ChoiceField:
    """Return a list to choose from; with `any_of` its first line chooses nothing."""
    offered = [("", any_of), *choices] if any_of else choices
    return forms.ChoiceField(choices=offered, label=label, required=False, error_messages=_UNKNOWN)


def _date(label: str) -> forms.DateField:
    field = forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write the date as 2026-03-31; this one does not count."},
    )
    field.validators += [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return field


class FiguresForm(forms.Form):
    """Which figures: of what, against what, of which sentences."""

    def __init__(self, data: MultiValueDict[str, str], choices: FigureChoices) -> None:
        filled = data.copy()
        # What is shown where nothing is asked for must be what the form says.
        for name, value in _defaults(choices.measures).items():
            if not filled.get(name):
                filled[name] = value
        super().__init__(filled, auto_id="figures_%s")
        self._choices = choices
        systems = _named(choices.systems)
        self.fields |= {
            "metric": _choice(_metrics(choices.measures), "Metric"),
            "reference": _choice(_references(choices.measures), "Against"),
            "baseline": _choice(systems, "Compare with", any_of="the first"),
            "system": forms.MultipleChoiceField(
                choices=systems,
                label="Systems",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages=_UNKNOWN,
            ),
            "article": _choice(_named(choices.articles), "Article", any_of="all"),
            "editor": _choice(_named(choices.editors), "Decided by", any_of="anybody"),
            "status": _choice([(s.value, s.label) for s in TranslationStatus], "Decision", any_of="any"),
            "severity": _choice(
                [(s.value, s.label) for s in Severity], "With an error marked", any_of="or without"
            ),
            "since": _date("Decided from"),
            "until": _date("Decided to"),
            "test": _choice([(test.value, label) for test, label in TESTS.items()], "Test"),
            "look": _choice(systems, "Sentences of", any_of="the first other"),
            "beside": _choice(systems, "Beside", any_of="nobody"),
            "order": _choice([(order.value, order.value) for order in Order], "Order"),
        }

    @property
    def measure(self) -> Measure | None:
        """Return the measure asked for; None where this metric was not measured against this reference."""
        usual = _defaults(self._choices.measures)
        name = self._given("metric") or usual["metric"]
        against = self._given("reference") or usual["reference"]
        of_metric = [m for m in self._choices.measures if m.metric == name]
        if name == MetricName.HTER:
            return next(iter(of_metric), None)
        return next((m for m in of_metric if m.references == against), None)

    @property
    def other_measures(self) -> list[Measure]:
        """Return what else was measured against the same reference, and HTER."""
        shown = self.measure
        against = self._given("reference") or (shown.references if shown else "")
        return [
            m
            for m in self._choices.measures
            if m != shown and (m.references == against or m.name is MetricName.HTER)
        ]

    @property
    def metric_label(self) -> str:
        """Return what the metric asked for is called."""
        known = self._given("metric")
        return METRICS[MetricName(known)].label if known else ""

    @property
    def test_label(self) -> str:
        """Return what the test is called."""
        return TESTS[self.test]

    @property
    def test(self) -> PairedTest:
        """Return the test asked for."""
        return PairedTest(self._given("test") or PairedTest.BOOTSTRAP)

    @property
    def slice(self) -> Slice:
        """Return which sentences count; what could not be understood does not narrow them."""
        return Slice(
            systems=tuple(int(key) for key in self._known().get("system", ())),
            articles=_keys(self._given("article")),
            editors=_keys(self._given("editor")),
            statuses=tuple(TranslationStatus(value) for value in _filled(self._given("status"))),
            severities=tuple(Severity(value) for value in _filled(self._given("severity"))),
            since=_midnight(self._known().get("since")),
            until=_midnight(self._known().get("until"), days=1),
        )

    @property
    def order(self) -> Order:
        """Return which end of the list comes first."""
        return Order(self._given("order") or Order.WORST)

    def system_named(self, field: str) -> System | None:
        """Return the system that a field names."""
        key = self._given(field)
        return next((system for system in self._choices.systems if str(system.pk) == key), None)

    def question(self, measure: Measure) -> Question:
        """Return what is to be compared."""
        return Question(
            measure=measure,
            systems=self._choices.systems,
            baseline=self.system_named("baseline"),
            chosen=self.slice,
            test=self.test,
        )

    def understood(self, names: Iterable[str]) -> dict[str, str | list[str]]:
        """Return those of these fields that were given and understood, as they are sent."""
        known = self._known()
        return {
            name: value if isinstance(value := known[name], list) else str(value)
            for name in names
            if known.get(name)
        }

    def words(self) -> list[str]:
        """Return in words what narrows the sentences."""
        known = self._known()
        return [
            f"{self.fields[name].label}: {_label(self.fields[name], known[name])}"
            for name in ("article", "editor", "status", "severity", "since", "until")
            if known.get(name)
        ]

    def _known(self) -> Mapping[str, Any]:
        """Return what was understood; the rest is in `errors`."""
        self.is_valid()
        return self.cleaned_data

    def _given(self, name: str) -> str:
        return str(self._known().get(name) or "")


def _defaults(measures: Sequence[Measure]) -> dict[str, str]:
    """Return metric and reference where none is asked for; nothing where nothing is measured."""
    metrics, references = dict(_metrics(measures)), dict(_references(measures))
    found = {"metric": FIRST_METRIC.value if FIRST_METRIC in metrics else next(iter(metrics), "")}
    return {**found, "reference": next(iter(references), "")}


def _metrics(measures: Iterable[Measure]) -> Choices:
    return list({m.metric: METRICS[m.name].label for m in measures}.items())


def _references(measures: Iterable[Measure]) -> Choices:
    return list({m.references: m.references for m in measures if METRICS[m.name].needs_reference}.items())


def _named(rows: Iterable[Any]) -> Choices:
    return [(str(row.pk), str(row)) for row in rows]


def _label(field: forms.Field, value: object) -> object:
    """Return what a reader calls a choice; a date is its own name."""
    return next((name for key, name in getattr(field, "choices", ()) if key == value), value)


def _keys(value: str) -> tuple[int, ...]:
    return (int(value),) if value else ()


def _filled(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _midnight(day: datetime.date | None, *, days: int = 0) -> datetime.datetime | None:
    """Return when a day begins, or so many days later, where the server is."""
    if day is None:
        return None
    start = datetime.datetime.combine(day + datetime.timedelta(days=days), datetime.time.min)
    return timezone.make_aware(start)
