"""Triggers: what was once written as evidence stays, even under raw SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from reviewapp.models import Assessment, Error, Event, Revision, Translation
from tests.factories import (
    AssessmentFactory,
    ErrorFactory,
    EventFactory,
    RatedErrorFactory,
    RevisionFactory,
    SegmentFactory,
    SystemFactory,
    TranslationFactory,
    UserFactory,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

pytestmark = pytest.mark.django_db

REFUSED: list[tuple[Callable[[], Model], Callable[[], dict[str, Any]]]] = [
    (TranslationFactory.create, lambda: {"original": "Rewritten."}),
    (TranslationFactory.create, lambda: {"segment": SegmentFactory.create()}),
    (TranslationFactory.create, lambda: {"system": SystemFactory.create()}),
    (RevisionFactory.create, lambda: {"text": "Rewritten."}),
    (RevisionFactory.create, lambda: {"number": 9}),
    (RevisionFactory.create, lambda: {"author": None}),
    (RevisionFactory.create, lambda: {"created_at": "2020-01-01T00:00:00Z"}),
    (EventFactory.create, lambda: {"actor": UserFactory.create()}),
    (EventFactory.create, lambda: {"action": "corrected"}),
    (EventFactory.create, lambda: {"reason": "another"}),
    (EventFactory.create, lambda: {"details": {"forged": True}}),
    (EventFactory.create, lambda: {"at": "2020-01-01T00:00:00Z"}),
    (ErrorFactory.create, lambda: {"start": 0}),
    (ErrorFactory.create, lambda: {"end": 27}),
    (ErrorFactory.create, lambda: {"marked_text": "another"}),
    (ErrorFactory.create, lambda: {"side": "source"}),
    (ErrorFactory.create, lambda: {"text_number": 2}),
    (ErrorFactory.create, lambda: {"author": None}),
    (ErrorFactory.create, lambda: {"assessment": AssessmentFactory.create()}),
    (RatedErrorFactory.create, lambda: {"start": 0}),
    (RatedErrorFactory.create, lambda: {"assessment": None}),
    (RatedErrorFactory.create, lambda: {"severity": "major"}),
    (RatedErrorFactory.create, lambda: {"category": None}),
    (RatedErrorFactory.create, lambda: {"note": "another"}),
    (RatedErrorFactory.create, lambda: {"removed_at": "2020-01-01T00:00:00Z"}),
    (RatedErrorFactory.create, lambda: {"removed_by": UserFactory.create()}),
    (AssessmentFactory.create, lambda: {"translation": TranslationFactory.create()}),
    (AssessmentFactory.create, lambda: {"text_number": 2}),
    (AssessmentFactory.create, lambda: {"score": 99}),
    (AssessmentFactory.create, lambda: {"protocol": "da"}),
    (AssessmentFactory.create, lambda: {"rater": "another"}),
    (AssessmentFactory.create, lambda: {"campaign": "another"}),
    (AssessmentFactory.create, lambda: {"occasion": 9}),
    (AssessmentFactory.create, lambda: {"seconds": 1}),
    (AssessmentFactory.create, lambda: {"created_at": "2020-01-01T00:00:00Z"}),
]


@pytest.mark.parametrize(("make", "change"), REFUSED)
def test_evidence_cannot_be_changed(make: Callable[[], Model], change: Callable[[], dict[str, Any]]) -> None:
    row = make()

    with pytest.raises(DatabaseError, match="is evidence and cannot be changed"), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**change())


def test_raw_sql_is_refused_too() -> None:
    TranslationFactory.create()

    with (
        pytest.raises(DatabaseError, match="reviewapp_translation is evidence"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE reviewapp_translation SET original = 'forged'")


def test_what_is_no_evidence_may_change() -> None:
    translation = TranslationFactory.create()
    Translation.objects.update(text="Another.", version=2)
    ErrorFactory.create(translation=translation)
    Error.objects.update(removed_at="2026-03-02T13:00:00Z", note="Seen.", severity="major")
    AssessmentFactory.create(translation=translation)
    Assessment.objects.update(user=UserFactory.create(), score=F("score"))
    RevisionFactory.create(translation=translation)
    Revision.objects.update(seconds_active=3)

    # Writing what stands there already changes nothing, and a full save of a row does that.
    assert Translation.objects.update(original=F("original")) == 1
    Event.objects.filter(pk=EventFactory.create().pk).update(reason="")


def test_the_six_triggers_stand_after_the_last_migration() -> None:
    by_vendor = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(by_vendor[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}

    assert found == {
        f"reviewapp_{table}_is_evidence"
        for table in ("translation", "revision", "event", "error", "rated_error", "assessment")
    }
