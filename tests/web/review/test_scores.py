"""The figures of a sentence: shown with their signature, asked for again only while a job waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from reviewapp.models import JobKind, JobState, Score
from tests import factories
from tests.web.markup import Element, page_of
from tests.web.sentences import HTMX, address, decision, row_id

if TYPE_CHECKING:
    from django.test import Client

    from reviewapp.models import Job, Translation
    from tests.web.conftest import Stage

pytestmark = pytest.mark.django_db


def waiting_job(translation: Translation) -> Job:
    return factories.JobFactory.create(
        corpus=translation.segment.article.corpus,
        kind=JobKind.SCORE_TRANSLATION,
        arguments={"translation": translation.pk},
    )


def region(client: Client, translation: Translation) -> Element:
    response = client.get(address("sentence-scores", translation), headers=HTMX)
    return page_of(response).one(id=f"scores-{translation.pk}")


@pytest.mark.parametrize("state", list(JobState))
def test_it_asks_again_only_while_a_job_waits_or_runs(
    stage: Stage, reviewer: Client, state: JobState
) -> None:
    job = waiting_job(stage.ours.sentence)
    type(job).objects.filter(pk=job.pk).update(state=state)

    shown = region(reviewer, stage.ours.sentence)

    waits = state in {JobState.QUEUED, JobState.RUNNING}
    assert ("hx-get" in shown.attributes) is waits
    assert ("hx-trigger" in shown.attributes) is waits
    if waits:
        assert shown["hx-get"] == address("sentence-scores", stage.ours.sentence)


def test_another_sentences_job_does_not_matter(stage: Stage, reviewer: Client) -> None:
    waiting_job(stage.ours.sentences[1])

    assert "hx-get" not in region(reviewer, stage.ours.sentence).attributes


def test_without_a_figure_it_is_not_available_and_never_0(stage: Stage, reviewer: Client) -> None:
    shown = region(reviewer, stage.ours.sentence)

    assert "not available" in shown.text
    assert "0" not in shown.text


def test_a_figure_stands_with_its_signature(stage: Stage, reviewer: Client) -> None:
    score = factories.ScoreFactory.create(translation=stage.ours.sentence)

    for shown in (
        region(reviewer, stage.ours.sentence),
        page_of(reviewer.get(reverse("article", args=[stage.ours.article.pk]))).one(
            id=f"scores-{stage.ours.sentence.pk}"
        ),
    ):
        assert shown.one("dd").text.strip() == "61.5"
        assert shown.one("code").text == score.measure.segment_signature


def test_what_could_not_be_scored_says_why(stage: Stage, reviewer: Client) -> None:
    score = factories.ScoreFactory.create(translation=stage.ours.sentence)
    Score.objects.filter(pk=score.pk).update(value=None, n01=None, n02=None, reason="longer than 512 words")

    shown = region(reviewer, stage.ours.sentence).one("dd")

    assert shown.one("span", title="longer than 512 words").text.strip() != "0"


def test_a_correction_shows_both_figures(stage: Stage, reviewer: Client) -> None:
    sentence = stage.ours.sentence
    measure = factories.MeasureFactory.create(corpus=stage.ours.corpus)
    factories.ScoreFactory.create(translation=sentence, measure=measure, value=61.5)
    reviewer.post(address("sentence-save", sentence), decision(sentence, text="The ferry left."))
    Score.objects.filter(text_number=2).delete()
    factories.ScoreFactory.create(translation=sentence, measure=measure, text_number=2, value=80.0)

    shown = region(reviewer, sentence).one("dd")

    assert "61.5" in shown.text
    assert shown.one("strong").text == "80.0"


def outcome(client: Client, translation: Translation, look: str) -> Element:
    response = client.get(address("sentence-outcome", translation), {"look": look}, headers=HTMX)
    return page_of(response).one(id=f"outcome-{translation.pk}")


def test_a_closed_row_asks_for_the_figures_a_worker_owes_ever_more_rarely(
    stage: Stage, reviewer: Client
) -> None:
    sentence = stage.ours.sentence
    reviewer.post(address("sentence-save", sentence), decision(sentence, text="The ferry left."))

    page = page_of(reviewer.get(reverse("article", args=[stage.ours.article.pk])))
    margin = page.one(id=row_id(sentence)).one(id=f"outcome-{sentence.pk}")

    asked, delays = margin.get("hx-get"), []
    while asked:
        delays.append(margin["hx-trigger"])
        assert len(delays) < 20
        margin = page_of(reviewer.get(asked, headers=HTMX)).one(id=f"outcome-{sentence.pk}")
        asked = margin.get("hx-get")
    assert len(set(delays)) == len(delays) > 1


@pytest.mark.parametrize("look", ["", "x", "-1", "99", "9" * 30])
def test_a_closed_row_takes_any_count_of_looks(stage: Stage, reviewer: Client, look: str) -> None:
    sentence = stage.ours.sentence
    reviewer.post(address("sentence-discuss", sentence), decision(sentence, reason="Which?"))

    assert "hx-get" not in outcome(reviewer, sentence, look).attributes


def test_an_open_sentence_has_no_outcome(stage: Stage, reviewer: Client) -> None:
    response = reviewer.get(address("sentence-outcome", stage.ours.sentence), headers=HTMX)

    assert response.status_code == 200
    assert not page_of(response).ids()
