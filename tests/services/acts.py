"""What the tests of services do again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.apps import apps
from django.db import connections

from reviewapp.services.operations import Operation
from tests.factories import NOON

if TYPE_CHECKING:
    from uuid import UUID

    from reviewapp.models import User


def by(actor: User | None, *, key: UUID | None = None) -> Operation:
    """Return an operation of somebody at noon, under a key of its own unless one is given."""
    return Operation(actor=actor, at=NOON, key=key or uuid4())


def unkeyed(actor: User | None = None) -> Operation:
    """Return an operation as commands and imports make it."""
    return Operation(actor=actor, at=NOON)


def row_counts() -> dict[str, int]:
    """Return how many rows each of our tables holds."""
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_app_config("reviewapp").get_models()
    }


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Call all in threads of their own at the same moment; return what each returned or raised."""
    barrier = threading.Barrier(len(calls), timeout=20)

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        futures = [pool.submit(run, call) for call in calls]
    return [future.exception() or future.result() for future in futures]


_SAILING = "the old ferry leaves its pier and two tall cranes wait for another grey morning of rain"


def varied_texts(number: int) -> list[str]:
    """Return so many sentences of few words in changing order: enough to train subwords on."""
    words = _SAILING.split()
    return [" ".join(words[n % 7 :] + words[: n % 5]) for n in range(number)]
