"""What no page may hold: script or style of its own, and elements made of somebody's text."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from reviewapp.models import Job
from tests import factories
from tests.web.access_table import OF_A_CORPUS, OF_A_PERSON
from tests.web.markup import Element, page_of
from tests.web.sentences import HTMX, address, decision, marking, row_id
from tests.web.test_access import arguments

if TYPE_CHECKING:
    from reviewapp.models import Translation
    from tests.web.conftest import Holding, LogIn, Stage

pytestmark = pytest.mark.django_db

READ = [name for name, lines in {**OF_A_CORPUS, **OF_A_PERSON}.items() if "GET" in lines]
# The browser would run or load each of these.
ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "data")


def faults_of(page: Element) -> list[str]:
    """Return what the policy would block, or what it is there to block."""
    found = []
    for part in page.everything():
        if part.tag == "style" or (part.tag == "script" and not part.get("src")):
            found.append(f"inline {part.tag}")
        if part.tag in {"iframe", "object", "embed", "base"}:
            found.append(part.tag)
        for name, value in part.attributes.items():
            if name == "style" or name.startswith(("on", "hx-on", "data-hx-on", "hx-vals", "hx-vars")):
                found.append(f"{part.tag} {name}={value[:40]}")
            if name in ADDRESSES and (
                value.strip().lower().startswith(("javascript:", "data:", "vbscript:", "http", "//"))
            ):
                found.append(f"{part.tag} {name}={value[:40]}")
    return found


def rows_of(holding: Holding) -> None:
    """Add a row of every kind, so that no page of the admin is empty."""
    factories.ReferenceFactory.create(segment=holding.sentence.segment)
    factories.RevisionFactory.create(translation=holding.sentence)
    score = factories.ScoreFactory.create(translation=holding.sentence)
    factories.ArticleScoreFactory.create(
        article=holding.article, measure=score.measure, statistics=[30, 31, 25] * 6
    )
    factories.EventFactory.create(corpus=holding.corpus)
    factories.ImportFileFactory.create(of_import__corpus=holding.corpus)


def admin_addresses() -> list[str]:
    """Return the addresses of the admin's pages: lists, forms, histories and deletions."""
    found = [reverse(f"admin:{name}") for name in ("index", "password_change", "password_change_done")]
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"admin:{name}_{view}") for view in ("changelist", "add")]
        for row in model._default_manager.order_by("pk")[:1]:
            views = ("change", "history", "delete")
            found += [reverse(f"admin:{name}_{view}", args=[row.pk]) for view in views]
    for name in ("reviewapp_import_new",):
        try:
            found.append(reverse(f"admin:{name}"))
        except NoReverseMatch:
            continue
    return found


@pytest.mark.parametrize("role", ["anonymous", "viewer", "reviewer", "manager"])
def test_no_page_has_script_or_style_of_its_own(stage: Stage, log_in: LogIn, role: str) -> None:
    rows_of(stage.ours)
    client = log_in(role)
    for name in READ:
        for headers in ({}, HTMX):
            response = client.get(reverse(name, kwargs=arguments(name, stage.ours)), headers=headers)
            assert faults_of(page_of(response)) == [], name


def test_no_page_of_the_admin_has_script_or_style_of_its_own(stage: Stage, log_in: LogIn) -> None:
    rows_of(stage.ours)
    client = log_in("superuser")
    shown = 0
    for where in admin_addresses():
        response = client.get(where)
        assert response.status_code in {200, 403}, f"{where} {response.status_code}"
        assert faults_of(page_of(response)) == [], where
        shown += response.status_code == 200
    assert shown > len(admin.site._registry)
    assert faults_of(page_of(Client().get(reverse("admin:login")))) == []


def test_no_answer_to_a_form_has_script_or_style_of_its_own(stage: Stage, log_in: LogIn) -> None:
    client, sentence = log_in("manager"), stage.ours.sentence
    save, slug = address("sentence-save", sentence), stage.ours.corpus.slug
    answers = {
        400: client.post(save, {}),
        403: log_in("viewer").post(save, {}),
        404: client.get("/nothing/"),
        409: client.post(save, decision(sentence, text="x", version=9)),
        422: client.post(save, decision(sentence, text="\0")),
    }
    for status, response in answers.items():
        assert response.status_code == status
        assert faults_of(page_of(response)) == [], status
    assert faults_of(page_of(client.post(reverse("export-file", args=[slug]), {}))) == []
    assert faults_of(page_of(client.post(reverse("corpus-score", args=[slug]), follow=True))) == []


def test_htmx_may_run_nothing(stage: Stage, log_in: LogIn) -> None:
    page = page_of(log_in("viewer").get(reverse("desk")))

    settings = page.one("meta", name="htmx-config")["content"]
    for wanted in (
        '"allowEval": false',
        '"allowScriptTags": false',
        '"selfRequestsOnly": true',
        '"historyCacheSize": 0',
        '"includeIndicatorStyles": false',
    ):
        assert wanted in settings


PROBES = (
    "<xss-tag onerror=alert(1) style=x hx-get=/admin/ hx-trigger=load>",
    "\"'><xss-quote autofocus onfocus=alert(1)>",
    "</textarea></title></script></style><xss-end>",
    "<script>xss()</script><style>xss</style><svg/onload=xss()>",
    "{{ xss }}{% xss %}&lt;xss-entity&gt;",
    "javascript:xss()//",
    "<!--<xss-comment>--><![CDATA[<xss-cdata>]]>",
)


def made_of(probe: str, role: str) -> tuple[Holding, Client]:
    """Return a corpus all of whose texts are a probe, and somebody who may see it."""
    from tests.web.conftest import Holding  # noqa: PLC0415  (a fixture's module)

    name = f"{probe} {uuid.uuid4().hex[:6]}"
    person = factories.UserFactory.create(
        username=name[:150], first_name=probe, last_name=probe, email="x@harbour.example"
    )
    corpus = factories.CorpusFactory.create(name=probe)
    factories.MembershipFactory.create(corpus=corpus, user=person, role=role)
    system = factories.SystemFactory.create(corpus=corpus, name=probe)
    article = factories.ArticleFactory.create(
        corpus=corpus, title=probe, key=probe, review_system=system, assignee=person
    )
    sentence = factories.make_sentence(article, probe, source=probe)
    other = factories.SystemFactory.create(corpus=corpus, name=f"{probe} 2")
    factories.TranslationFactory.create(segment=sentence.segment, system=other, original=probe)
    factories.ReferenceFactory.create(segment=sentence.segment, name=probe, text=probe)
    error = factories.ErrorFactory.create(
        translation=sentence, start=0, end=5, marked_text=probe[:5], note=probe, author=person
    )
    measure = factories.MeasureFactory.create(corpus=corpus, references=probe, signature=probe)
    factories.ScoreFactory.create(
        translation=sentence, measure=measure, value=None, statistics=[], reason=probe
    )
    factories.ArticleScoreFactory.create(article=article, measure=measure, statistics=[30, 31, 25] * 6)
    job = factories.JobFactory.create(corpus=corpus, message=probe)
    factories.EventFactory.create(corpus=corpus, reason=probe, actor=person)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    holding = Holding(
        corpus=corpus,
        article=article,
        sentences=[sentence],
        other_article=article,
        other_sentence=sentence,
        error=error,
        job=job,
    )
    return holding, client


def harmless(response: Any) -> Element:
    """Return the page, after a look that no text of somebody became a part of it."""
    page = page_of(response)
    for part in page.everything():
        assert not part.tag.startswith("xss"), part.tag
        assert part.get("hx-get") != "/admin/" or part.tag == "a"
    assert faults_of(page) == []
    return page


@pytest.mark.parametrize("probe", PROBES)
def test_no_text_becomes_a_part_of_a_page(db: None, probe: str) -> None:
    holding, client = made_of(probe, "manager")
    sentence = holding.sentence
    for name in READ:
        for headers in ({}, HTMX):
            response = client.get(reverse(name, kwargs=arguments(name, holding)), headers=headers)
            page = harmless(response)
            if name in {"article", "corpus", "desk", "corpora", "article-summary", "sentence-history"}:
                assert probe in page.text, name
    review = page_of(client.get(reverse("article", args=[holding.article.pk])))
    assert review.form(address("sentence-save", sentence)).fields()["text"] == probe
    assert review.one("mark")["title"].endswith(probe)
    assert [part.text for part in review.all(data_side="source")] == [probe]

    # What a form gives back: previews, decisions, refusals, conflicts, questions, and what is searched for.
    typed = f"{probe} typed"
    harmless(client.post(address("sentence-preview", sentence), {"text": typed}, headers=HTMX))
    harmless(client.post(address("error-mark", sentence), marking(sentence, note=probe), headers=HTMX))
    harmless(client.post(address("error-mark", sentence), marking(sentence, severity=probe), headers=HTMX))
    harmless(
        client.post(address("sentence-discuss", sentence), decision(sentence, reason=probe), follow=True)
    )
    sentence.refresh_from_db()
    harmless(client.post(address("sentence-save", sentence), decision(sentence, text=typed), follow=True))
    for headers in ({}, HTMX):
        refused = client.post(
            address("sentence-save", sentence), decision(sentence, text=typed, version=99), headers=headers
        )
        assert refused.status_code == 409
        assert harmless(refused).form(address("sentence-save", sentence)).fields()["text"] == typed
    history = harmless(client.get(address("sentence-history", sentence)))
    assert probe in history.one(class_="events").text
    harmless(client.get(reverse("corpus", args=[holding.corpus.slug]), {"q": probe, "status": probe}))
    harmless(client.get(reverse("export", args=[holding.corpus.slug]), {"article": holding.article.pk}))
    harmless(
        client.post(reverse("export-file", args=[holding.corpus.slug]), {"format": probe, "since": probe})
    )
    harmless(client.post(reverse("preferences"), {"first_name": probe, "email": probe}))
    harmless(Client().post(reverse("login"), {"username": probe, "password": probe}))
    harmless(Client().get(reverse("login"), {"next": probe}))
    Job.objects.filter(pk=holding.job.pk).update(state="failed")
    job = harmless(client.get(reverse("job", args=[holding.corpus.slug, holding.job.pk])))
    assert probe in job.text


@pytest.mark.parametrize("probe", PROBES[:4])
def test_no_text_becomes_a_part_of_the_admin(db: None, probe: str) -> None:
    made_of(probe, "manager")
    boss = Client()
    boss.force_login(
        factories.UserFactory.create(username="root", is_staff=True, is_superuser=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    for where in admin_addresses():
        harmless(boss.get(where))
    for name in ("article", "corpus", "system", "translation"):
        harmless(boss.get(reverse(f"admin:reviewapp_{name}_changelist"), {"q": probe}))


# Text, and the code points of it that nobody sees.
HIDDEN = [
    ("safe \u202eexe.txt", ["U+202E"]),
    ("a\u2066b\u2069c", ["U+2066", "U+2069"]),
    ("zero\u200bwidth\ufeff", ["U+200B", "U+FEFF"]),
    ("hy\u00adphen", ["U+00AD"]),
    ("tag\U000e0041", ["U+E0041"]),
    ("family 👨\u200d👩\u200d👧", []),
    ("می\u200cخواهم", []),
    ("क्\u200dष", []),
]


@pytest.mark.parametrize(("text", "codes"), HIDDEN, ids=lambda value: ascii(value)[:20])
def test_hidden_characters_show_as_chips_that_keep_the_text(
    stage: Stage, log_in: LogIn, text: str, codes: list[str]
) -> None:
    sentence: Translation = factories.make_sentence(stage.ours.other_article, text, source=text)
    factories.ReferenceFactory.create(segment=sentence.segment, text=text)
    client = log_in("reviewer")
    page = page_of(client.get(reverse("article", args=[sentence.segment.article_id]), {"sentence": 2}))
    row = page.one(id=row_id(sentence))

    for part in (row.one(data_side="source"), row.one(data_side="target")):
        chips = part.all(class_="control")
        assert [chip["data-code"] for chip in chips] == codes
        assert all(chip["title"].strip() for chip in chips)
        # Copied out of the page it is the text, character for character.
        assert part.text == text
    history = page_of(client.get(address("sentence-history", sentence)))
    assert {chip["data-code"] for chip in history.all(class_="control")} == set(codes)
    reference = [part for part in row.all("details") if part.all("summary") and part.all("p", class_="text")]
    assert reference[0].one("p").text == text


def test_a_change_of_hidden_characters_is_seen(stage: Stage, log_in: LogIn) -> None:
    sentence = stage.ours.sentence
    typed = sentence.text.replace("ferry", "fer\u200bry")

    region = page_of(
        log_in("reviewer").post(address("sentence-preview", sentence), {"text": typed}, headers=HTMX)
    )

    assert any(part.all(class_="control") for part in region.all("ins"))


def test_an_article_of_many_marks_stays_one_text(stage: Stage, log_in: LogIn) -> None:
    text = "<b>Ferry</b> & <i>crane</i> \u202e!"
    sentence = factories.make_sentence(stage.ours.other_article, text)
    for start in range(0, len(text) - 4, 3):
        factories.ErrorFactory.create(
            translation=sentence, start=start, end=start + 4, marked_text=text[start : start + 4]
        )

    page = page_of(log_in("viewer").get(reverse("article", args=[sentence.segment.article_id])))

    shown = page.one(id=row_id(sentence)).one(data_side="target")
    assert shown.text == text
    assert {part.tag for part in shown.everything()} == {"mark", "span"}
