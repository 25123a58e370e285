"""The review page: which sentence is open, whose translation, what stands beside it, in any script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from reviewapp.models import Article, User
from tests import factories
from tests.web.markup import page_of
from tests.web.sentences import HTMX, address, decision, row_id

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.conftest import LogIn, Stage

pytestmark = pytest.mark.django_db


def article_of(stage: Stage) -> str:
    return reverse("article", args=[stage.ours.article.pk])


def test_it_opens_at_the_first_sentence_that_is_undecided(stage: Stage, reviewer: Client) -> None:
    first, second, _ = stage.ours.sentences
    reviewer.post(address("sentence-accept", first), decision(first))

    page = page_of(reviewer.get(article_of(stage)))

    assert page.one("li", aria_current="true")["id"] == row_id(second)
    assert page.one(id="open-row")["value"] == str(second.pk)


def test_with_all_decided_it_opens_at_the_first(stage: Stage, reviewer: Client) -> None:
    for sentence in stage.ours.sentences:
        reviewer.post(address("sentence-accept", sentence), decision(sentence))

    page = page_of(reviewer.get(article_of(stage)))

    assert page.one("li", aria_current="true")["id"] == row_id(stage.ours.sentence)


@pytest.mark.parametrize("asked", ["99", "0", "-1", "two", "9" * 30, "²"])
def test_a_sentence_that_is_not_there_leaves_the_page_readable(
    stage: Stage, reviewer: Client, asked: str
) -> None:
    response = reviewer.get(article_of(stage), {"sentence": asked})

    assert response.status_code == 200
    assert len(page_of(response).one(id="sentences").all("li", class_="row")) == 3


def test_each_row_links_to_itself_with_and_without_script(stage: Stage, reviewer: Client) -> None:
    page = page_of(reviewer.get(article_of(stage)))

    for sentence in stage.ours.sentences:
        link = page.one(id=row_id(sentence)).one("a", class_="row-link")
        assert link["hx-get"] == address("sentence", sentence)
        assert link["hx-target"] == f"#{row_id(sentence)}"
        followed = reviewer.get(article_of(stage) + link["href"])
        assert page_of(followed).one("li", aria_current="true")["id"] == row_id(sentence)


def test_each_htmx_form_has_its_plain_address(stage: Stage, reviewer: Client) -> None:
    page = page_of(reviewer.get(article_of(stage)))

    for form in page.all("form"):
        if "hx-post" in form.attributes:
            assert form["action"] == form["hx-post"]
            assert form.one(name="csrfmiddlewaretoken")["value"]
    for button in page.all("button"):
        if "hx-post" in button.attributes:
            assert button["formaction"] == button["hx-post"]


def test_every_target_of_htmx_is_on_the_page(stage: Stage, reviewer: Client) -> None:
    page = page_of(reviewer.get(article_of(stage)))
    ids = page.ids()

    assert len(set(ids)) == len(ids)
    for part in page.everything():
        target = part.get("hx-target") or ""
        if target.startswith("#"):
            assert target[1:] in ids


def test_another_systems_translation_can_be_read(stage: Stage, reviewer: Client) -> None:
    other = factories.SystemFactory.create(corpus=stage.ours.corpus, name="engine zeta")
    theirs = [
        factories.TranslationFactory.create(segment=sentence.segment, system=other, original="Ferry went.")
        for sentence in stage.ours.sentences
    ]

    page = page_of(reviewer.get(article_of(stage), {"system": other.pk}))

    assert [row["id"] for row in page.one(id="sentences").all("li", class_="row")] == list(
        map(row_id, theirs)
    )
    choice = page.one("select", name="system")
    assert [option["value"] for option in choice.all("option") if "selected" in option.attributes] == [
        str(other.pk)
    ]
    # Beside the sentence under review the other system's text is at hand.
    page = page_of(reviewer.get(article_of(stage)))
    assert "Ferry went." in [part.text for part in page.one(id=row_id(stage.ours.sentence)).all("p")]


@pytest.mark.parametrize("asked", ["0", "x", "9" * 30, ""])
def test_a_system_without_a_translation_is_missing(stage: Stage, reviewer: Client, asked: str) -> None:
    assert reviewer.get(article_of(stage), {"system": asked}).status_code == 404


def test_a_foreign_system_is_missing(stage: Stage, reviewer: Client) -> None:
    foreign = stage.theirs.article.review_system_id

    assert reviewer.get(article_of(stage), {"system": str(foreign)}).status_code == 404


def test_an_article_without_a_translation_says_so(stage: Stage, reviewer: Client) -> None:
    bare = factories.ArticleFactory.create(corpus=stage.ours.corpus, review_system=None)

    page = page_of(reviewer.get(reverse("article", args=[bare.pk])))

    assert page.one(class_="empty").text.strip()
    assert not page.one(id="sentences").all("li")


def test_without_a_source_it_is_reviewable(stage: Stage, reviewer: Client) -> None:
    article = factories.ArticleFactory.create(corpus=stage.ours.corpus)
    sentence = factories.make_sentence(article, "A ferry was arriving to the city.", source="")

    page = page_of(reviewer.get(reverse("article", args=[article.pk])))

    assert "without-source" in page.one(id="sentences").classes
    assert page.all("form", action=address("sentence-save", sentence))
    assert not page.all(data_side="source")


def test_the_source_hides_for_those_who_read_the_target_first(stage: Stage, reviewer: Client) -> None:
    User.objects.filter(username="colleague").update(hides_source_first=True, single_key_shortcuts=False)

    page = page_of(reviewer.get(article_of(stage)))

    assert all(part.parent and part.parent.tag == "details" for part in page.all(data_side="source"))
    assert page.one(id="sentences")["data-keys"] == "off"
    fragment = page_of(reviewer.get(address("sentence", stage.ours.sentences[1]), headers=HTMX))
    assert all(part.parent and part.parent.tag == "details" for part in fragment.all(data_side="source"))


def test_the_field_holds_the_stored_text_exactly(stage: Stage, reviewer: Client) -> None:
    text = "\n Line one\n  </textarea> line two \n"
    sentence = factories.make_sentence(stage.ours.other_article, text)

    page = page_of(reviewer.get(reverse("article", args=[sentence.segment.article_id]), {"sentence": 2}))
    form = page.form(address("sentence-save", sentence))

    assert form.fields()["text"] == text
    assert form.one("textarea")["data-stored"] == text


def test_the_history_shows_every_text_and_what_was_done(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence
    for text in ("The first ferry left.", "The first ferry sailed."):
        sentence.refresh_from_db()
        reviewer.post(address("sentence-save", sentence), decision(sentence, text=text))
    sentence.refresh_from_db()
    reviewer.post(address("sentence-discuss", sentence), decision(sentence, reason="Sailed or left?"))

    for headers in ({}, HTMX):
        page = page_of(reviewer.get(address("sentence-history", sentence), headers=headers))
        entries = page.one("ol", class_="history").all("li")
        assert len(entries) == 3
        assert "sailed" in entries[0].one("ins").text
        assert entries[2].one("p", class_="text").text == sentence.original
        assert "Sailed or left?" in page.one(class_="events").text
        assert bool(page.all("html")) is not bool(headers)
        # What stands is not offered for restoring.
        offered = page.all("form", action=address("sentence-restore", sentence))
        assert [form.fields()["number"] for form in offered] == ["2", "1"]


SCRIPTS = [
    ("ar", "en", "عادت العبّارة إلى رصيفها قبل الظهر.", "The ferry returned to its pier before noon."),
    ("en", "ar", "The ferry waits for 12 cars.", "تنتظر العبّارة 12 سيارة."),
    ("en", "zh-Hant", "The ferry returned at dawn.", "渡輪在黎明時分返回碼頭。"),
    ("zh", "vi", "渡轮早上六点离开码头。", "Chuyến phà rời bến lúc sáu giờ sáng."),
    ("vi", "en", "Chuyến phà rời bến.", "The ferry left."),
]


@pytest.mark.parametrize(("source", "target", "text", "translated"), SCRIPTS)
def test_texts_carry_their_language_and_direction(
    stage: Stage, reviewer: Client, source: str, target: str, text: str, translated: str
) -> None:
    corpus = factories.CorpusFactory.create(source_language=source, target_language=target)
    factories.MembershipFactory.create(corpus=corpus, user=stage.people["reviewer"])
    article = factories.ArticleFactory.create(corpus=corpus, title=translated)
    sentence = factories.make_sentence(article, translated, source=text)
    factories.ReferenceFactory.create(segment=sentence.segment, text=translated)
    reviewer.post(address("sentence-save", sentence), decision(sentence, text=translated + "!"))

    for headers in ({}, HTMX):
        row = page_of(reviewer.get(address("sentence", sentence), headers=headers, follow=True)).one(
            "li", id=row_id(sentence)
        )
        assert row.one(data_side="source").text == text
        assert row.one(data_side="source")["lang"] == source
        assert row.one(data_side="target").text == translated + "!"
        for part in [*row.all(class_="text"), *row.all("textarea"), *row.all(data_side="target")]:
            assert part["dir"] == "auto"
            assert part["lang"] == (source if part.get("data-side") == "source" else target)
    for name in ("article", "article-summary"):
        heading = page_of(reviewer.get(reverse(name, args=[article.pk]))).one("h1")
        assert (heading["lang"], heading["dir"], heading.text) == (target, "auto", translated)


@pytest.mark.parametrize(("source", "target", "text", "translated"), SCRIPTS)
def test_words_of_every_script_can_be_chosen(
    stage: Stage, reviewer: Client, source: str, target: str, text: str, translated: str
) -> None:
    corpus = factories.CorpusFactory.create(source_language=source, target_language=target)
    factories.MembershipFactory.create(corpus=corpus, user=stage.people["reviewer"])
    sentence = factories.make_sentence(
        factories.ArticleFactory.create(corpus=corpus), translated, source=text
    )

    page = page_of(reviewer.get(reverse("article", args=[sentence.segment.article_id])))
    first = page.form(address("error-mark", sentence)).one("select", name="first")

    texts = {"target": translated, "source": text}
    for option in first.all("option")[1:]:
        side, _, offset = option["value"].partition(":")
        assert texts[side][int(offset) :].startswith(option.text)


def test_the_title_leads_from_the_desk_to_the_article(stage: Stage, reviewer: Client) -> None:
    Article.objects.filter(pk=stage.ours.article.pk).update(assignee=stage.people["reviewer"])

    page = page_of(reviewer.get(reverse("desk")))

    link = page.one("a", href=article_of(stage))
    assert (link["lang"], link["dir"]) == ("en", "auto")


def test_a_viewer_reads_the_same_texts(stage: Stage, log_in: LogIn) -> None:
    page = page_of(log_in("viewer").get(article_of(stage)))

    assert [part.text for part in page.all(data_side="target")] == [
        sentence.text for sentence in stage.ours.sentences
    ]
