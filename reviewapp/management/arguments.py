"""Arguments that several commands share, and how they fail: one clear line and exit status 1."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.management.base import CommandError
from django.utils import timezone

from reviewapp.domain.exchange.incoming import ImportRejected
from reviewapp.models import Corpus
from reviewapp.services.importing.store import CorpusMovedOn
from reviewapp.services.operations import Operation

if TYPE_CHECKING:
    from django.core.management.base import OutputWrapper

    from reviewapp.services.importing.plans import Plan

SHOWN_SKIPS = 20


def corpus_named(slug: str) -> Corpus:
    """Return a corpus. Raise `CommandError` where there is none of that name."""
    try:
        return Corpus.objects.select_related("profile").get(slug=slug, archived_at=None)
    except Corpus.DoesNotExist as error:
        raise CommandError(f"There is no corpus {slug}; manage.py create_corpus makes one.") from error


def system_operation() -> Operation:
    """Return an operation of nobody in particular, now."""
    return Operation(actor=None, at=timezone.now())


@contextmanager
def plain_failures() -> Iterator[None]:
    """Turn a refused import into one message without a traceback."""
    try:
        yield
    except (ImportRejected, CorpusMovedOn) as error:
        raise CommandError(f"{error}\nNothing was stored.") from error


def print_plan(plan: Plan, out: OutputWrapper, *, is_dry: bool) -> None:
    """Say what an import creates and what it skips."""
    for skip in plan.skipped[:SHOWN_SKIPS]:
        place = skip.file if skip.line is None else f"{skip.file}, line {skip.line}"
        out.write(f"skipped: {place}: {skip.reason}")
    if len(plan.skipped) > SHOWN_SKIPS:
        out.write(f"skipped: and {len(plan.skipped) - SHOWN_SKIPS:,} more")
    created = ", ".join(plan.counts.as_words()) or "nothing: the corpus holds all of it already"
    out.write(f"{'would create' if is_dry else 'created'} {created}")


def is_terminal() -> bool:
    """Say whether somebody watches standard error."""
    return sys.stderr.isatty()
