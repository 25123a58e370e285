"""Files in memory, read as the commands read them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reviewapp.domain.exchange.files import NamedFile
from reviewapp.domain.exchange.lines import read_lines
from reviewapp.domain.exchange.tables import read_table
from reviewapp.services.importing.plans import Plan, plan_import
from reviewapp.services.importing.running_text import read_running_text
from reviewapp.services.importing.store import store_plan
from tests.services.acts import unkeyed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reviewapp.models import Corpus


def named(name: str, text: str) -> NamedFile:
    """Return a file in UTF-8."""
    return NamedFile(name, text.encode())


def stored(corpus: Corpus, plan: Plan) -> Plan:
    """Store a plan and return it."""
    store_plan(plan, operation=unkeyed())
    return plan


def plan_table(corpus: Corpus, rows: Sequence[Mapping[str, str]], *, name: str = "table.jsonl") -> Plan:
    """Plan the rows of a table."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return plan_import(corpus, read_table(lines.encode(), name=name, format=None))


def plan_lines(
    corpus: Corpus,
    source: str,
    systems: Mapping[str, str],
    references: Mapping[str, str] | None = None,
    articles: str | None = None,
) -> Plan:
    """Plan aligned files, given as their texts."""
    reading = read_lines(
        source=named("harbour.vi", source),
        systems={name: named(f"{name}.en", text) for name, text in systems.items()},
        references={name: named(f"{name}.ref", text) for name, text in (references or {}).items()},
        articles=None if articles is None else named("articles.txt", articles),
    )
    return plan_import(corpus, reading)


def plan_article(
    corpus: Corpus,
    target: str,
    *,
    source: str | None = None,
    reference: str | None = None,
    system: str = "MT",
    title: str = "",
) -> Plan:
    """Plan an article as running text."""
    read = read_running_text(
        corpus,
        target=named("target.txt", target),
        source=None if source is None else named("source.txt", source),
        reference=None if reference is None else named("reference.txt", reference),
        system=system,
        title=title,
    )
    return plan_import(corpus, read.reading, rebuilt=read.rebuilt)
