"""Load the demo: people in every role, and a few articles in our own words."""

from __future__ import annotations

import pathlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

import reviewapp.demo
from reviewapp.domain.workflow.roles import Role
from reviewapp.models import Article, Corpus, JobKind, User
from reviewapp.services.article_status import assign_articles
from reviewapp.services.corpora import create_corpus, grant_role
from reviewapp.services.importing.plans import plan_import
from reviewapp.services.importing.reading import read_files
from reviewapp.services.importing.running_text import read_running_text
from reviewapp.services.importing.store import store_plan
from reviewapp.services.jobs import enqueue_job

if TYPE_CHECKING:
    from reviewapp.services.operations import Operation

PASSWORD = "review-demo"  # noqa: S105  (printed on every start: it guards nothing but the demo)
FOLDER = pathlib.Path(reviewapp.demo.__file__).parent


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to log in as."""

    username: str
    name: str
    role: Role
    is_staff: bool = False


PEOPLE = (
    DemoPerson("editor", "Lan Pham", Role.REVIEWER),
    DemoPerson("chief", "Omar Haddad", Role.CHIEF),
    DemoPerson("manager", "Greta Lindqvist", Role.MANAGER, is_staff=True),
    DemoPerson("reader", "Tom Okafor", Role.VIEWER),
)


@dataclass(frozen=True, slots=True)
class DemoCorpus:
    """A folder of articles, each a folder of texts."""

    slug: str
    name: str
    source_language: str
    target_language: str
    folder: str


CORPORA = (
    DemoCorpus("demo-news", "Nghệ An daily", "vi", "en", "vi-en"),
    DemoCorpus("demo-english", "English desk, no source", "vi", "en", "en-only"),
    DemoCorpus("demo-arabic", "Gulf wire", "ar", "en", "ar-en"),
    DemoCorpus("demo-chinese", "Travel in Chinese", "en", "zh", "en-zh"),
)
SYSTEMS = {"system-a": "System A", "system-b": "System B"}


def load_demo(*, operation: Operation) -> bool:
    """Create what of the demo is missing; return whether anything was."""
    people = {person.username: _person(person) for person in PEOPLE}
    missing = [corpus for corpus in CORPORA if not Corpus.objects.filter(slug=corpus.slug).exists()]
    for described in missing:
        with transaction.atomic():
            corpus = _load_corpus(described, operation)
            for person in PEOPLE:
                grant_role(corpus, people[person.username], person.role)
            articles = list(Article.objects.filter(corpus=corpus))
            assign_articles(articles, assignee=people["editor"], operation=operation)
            enqueue_job(corpus, kind=JobKind.SCORE_CORPUS, arguments={}, requested_by=None, now=operation.at)
    return bool(missing)


def _person(described: DemoPerson) -> User:
    first, last = described.name.split(" ")
    person, is_new = User.objects.get_or_create(
        username=described.username,
        defaults={"first_name": first, "last_name": last, "is_staff": described.is_staff},
    )
    if is_new:
        person.set_password(PASSWORD)
        person.save()
    return person


def _load_corpus(described: DemoCorpus, operation: Operation) -> Corpus:
    corpus = create_corpus(
        slug=described.slug,
        name=described.name,
        source_language=described.source_language,
        target_language=described.target_language,
        operation=operation,
    )
    for folder in sorted((FOLDER / described.folder).iterdir()):
        if folder.is_dir():
            _load_article(corpus, folder, operation)
    return corpus


def _load_article(corpus: Corpus, folder: pathlib.Path, operation: Operation) -> None:
    """Import each system's translation of one article; the reference comes with the first."""
    texts = {path.name.partition(".")[0]: path for path in sorted(folder.glob("*.txt"))}
    targets = [(name, texts[stem]) for stem, name in SYSTEMS.items() if stem in texts]
    targets = targets or [("MT", texts["target"])]
    for number, (system, target) in enumerate(targets):
        wanted = {"target": target, "source": texts.get("source")}
        if number == 0:
            wanted["reference"] = texts.get("reference")
        present = {role: path for role, path in wanted.items() if path}
        files = dict(zip(present, read_files(present.values()), strict=True))
        read = read_running_text(
            corpus,
            target=files["target"],
            source=files.get("source"),
            reference=files.get("reference"),
            system=system,
        )
        store_plan(plan_import(corpus, read.reading, rebuilt=read.rebuilt), operation=operation)
