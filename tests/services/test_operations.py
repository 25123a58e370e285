"""What makes two sendings one operation."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from reviewapp.models import Action
from reviewapp.services.operations import (
    Operation,
    OperationReused,
    Request,
    Subject,
    earlier_event,
    record_event,
)
from tests.factories import NOON
from tests.services.acts import by

if TYPE_CHECKING:
    from tests.conftest import Cast


def test_a_digest_tells_contents_apart_and_not_their_order() -> None:
    one = Request(Action.ACCEPTED, {"translation": 1, "seen": 2})

    assert one.digest == Request(Action.ACCEPTED, {"seen": 2, "translation": 1}).digest
    assert len(one.digest) == 64
    others = [
        Request(Action.REOPENED, {"translation": 1, "seen": 2}),
        Request(Action.ACCEPTED, {"translation": 2, "seen": 2}),
        Request(Action.ACCEPTED, {"translation": 1}),
        Request(Action.ACCEPTED),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 5


@pytest.mark.django_db
def test_an_operation_without_a_key_has_no_twin(cast: Cast) -> None:
    operation = Operation(actor=cast.owner, at=NOON)

    first = record_event(operation, Request(Action.EXPORTED), Subject(cast.corpus))
    second = record_event(operation, Request(Action.EXPORTED), Subject(cast.corpus))

    assert first.pk != second.pk
    assert first.request_digest == ""
    assert earlier_event(operation, Request(Action.EXPORTED)) is None


@pytest.mark.django_db
def test_a_key_is_known_again_by_request_and_person(cast: Cast) -> None:
    operation, request = by(cast.owner), Request(Action.EXPORTED, {"format": "csv"})
    assert earlier_event(operation, request) is None
    event = record_event(operation, request, Subject(cast.corpus), details={"rows": 3}, reason="Weekly.")

    assert earlier_event(operation, request) == event
    assert (event.details, event.reason) == ({"rows": 3}, "Weekly.")
    assert earlier_event(by(cast.owner, key=uuid4()), request) is None
    for asked_by, asked in (
        (cast.owner, Request(Action.EXPORTED, {"format": "jsonl"})),
        (cast.chief, request),
        (None, request),
    ):
        with pytest.raises(OperationReused, match="another content"):
            earlier_event(by(asked_by, key=operation.key), asked)
