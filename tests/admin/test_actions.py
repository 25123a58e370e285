"""What managers do to many rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from reviewapp.models import Action, Article, Event, Job, JobKind, JobState, Profile, User
from tests import factories

if TYPE_CHECKING:
    from django.test import Client

    from reviewapp.models import Corpus

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus() -> Corpus:
    return factories.CorpusFactory.create()


@pytest.fixture
def manager(corpus: Corpus) -> User:
    return factories.MembershipFactory.create(corpus=corpus, user__is_staff=True, role="manager").user


@pytest.fixture
def desk(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


@pytest.fixture
def articles(corpus: Corpus) -> list[Article]:
    return factories.ArticleFactory.create_batch(3, corpus=corpus)


def act(desk: Client, model: str, action: str, rows: list[Any], **fields: Any) -> Any:
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return desk.post(reverse(f"admin:reviewapp_{model}_changelist"), {**chosen, **fields})


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_assigning_asks_for_a_person_who_can_review(
    desk: Client, corpus: Corpus, articles: list[Article]
) -> None:
    reviewer = factories.MembershipFactory.create(corpus=corpus, user__username="ready").user
    factories.MembershipFactory.create(corpus=corpus, user__username="only-reads", role="viewer")
    factories.MembershipFactory.create(user__username="works-elsewhere")

    response = act(desk, "article", "assign", articles[:2])

    people = {person.username for person in response.context["form"].fields["assignee"].queryset}
    assert "ready" in people
    assert not people & {"only-reads", "works-elsewhere"}
    assert not Article.objects.exclude(assignee=None).exists()
    act(desk, "article", "assign", articles[:2], apply="1", assignee=reviewer.pk)
    assert list(Article.objects.filter(assignee=reviewer)) == articles[:2]
    assert Event.objects.filter(action=Action.ASSIGNED).count() == 2


def test_assigning_to_nobody_takes_articles_back(desk: Client, corpus: Corpus, manager: User) -> None:
    held = factories.ArticleFactory.create(corpus=corpus, assignee=manager)

    act(desk, "article", "assign", [held], apply="1", assignee="")

    held.refresh_from_db()
    assert held.assignee is None


def test_assigning_to_a_stranger_is_refused(desk: Client, articles: list[Article]) -> None:
    stranger = factories.MembershipFactory.create().user

    response = act(desk, "article", "assign", articles, apply="1", assignee=stranger.pk)

    assert response.context["form"].errors.keys() == {"assignee"}
    assert not Article.objects.exclude(assignee=None).exists()


@pytest.mark.parametrize("action", ["assign", "export"])
def test_some_actions_take_articles_of_one_corpus(
    desk: Client, manager: User, articles: list[Article], action: str
) -> None:
    second = factories.MembershipFactory.create(user=manager, role="manager").corpus
    other = factories.ArticleFactory.create(corpus=second)

    response = act(desk, "article", action, [*articles, other])

    assert "one corpus" in said(response)


def test_scoring_articles_queues_one_job_a_corpus(
    desk: Client, manager: User, articles: list[Article]
) -> None:
    second = factories.MembershipFactory.create(user=manager, role="manager").corpus
    other = factories.ArticleFactory.create(corpus=second)

    act(desk, "article", "score", [*articles[:2], other])

    queued = {job.corpus_id: job for job in Job.objects.all()}
    assert queued[articles[0].corpus_id].arguments == {"articles": [articles[0].pk, articles[1].pk]}
    assert queued[second.pk].arguments == {"articles": [other.pk]}
    assert {(job.kind, job.requested_by) for job in queued.values()} == {(JobKind.SCORE_CORPUS, manager)}


def test_exporting_goes_to_the_export_page_with_the_articles(
    desk: Client, corpus: Corpus, articles: list[Article]
) -> None:
    response = act(desk, "article", "export", articles[:1])

    assert response["Location"] == f"/corpora/{corpus.slug}/export/?article={articles[0].pk}"


def test_exporting_very_many_articles_is_left_to_the_corpus(desk: Client, corpus: Corpus) -> None:
    system = factories.SystemFactory.create(corpus=corpus)
    factories.ArticleFactory.create_batch(201, corpus=corpus, review_system=system)

    response = act(desk, "article", "export", [Article.objects.first()], select_across="1")

    assert "at most 200" in said(response)


def test_withdrawn_articles_come_back_with_their_work(desk: Client, articles: list[Article]) -> None:
    act(desk, "article", "withdraw", articles[:1])
    assert list(Article.objects.exclude(withdrawn_at=None)) == articles[:1]

    act(desk, "article", "withdraw", articles[:1])
    act(desk, "article", "restore", articles)

    assert not Article.objects.exclude(withdrawn_at=None).exists()
    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == [
        "withdrawn",
        "article-restored",
    ]


def test_an_archived_corpus_is_out_of_sight_and_comes_back(
    desk: Client, corpus: Corpus, manager: User
) -> None:
    act(desk, "corpus", "archive", [corpus])
    corpus.refresh_from_db()
    assert corpus.archived_at is not None

    act(desk, "corpus", "archive", [corpus])
    act(desk, "corpus", "restore", [corpus])

    corpus.refresh_from_db()
    assert corpus.archived_at is None
    assert list(Event.objects.order_by("pk").values_list("action", "actor")) == [
        ("corpus-archived", manager.pk),
        ("corpus-restored", manager.pk),
    ]


def test_scoring_a_corpus_queues_a_job(desk: Client, corpus: Corpus, manager: User) -> None:
    act(desk, "corpus", "score", [corpus])

    job = Job.objects.get()
    assert (job.corpus, job.kind, job.requested_by) == (corpus, JobKind.SCORE_CORPUS, manager)


def test_a_waiting_job_is_cancelled_and_tried_again(desk: Client, corpus: Corpus) -> None:
    job = factories.JobFactory.create(corpus=corpus)

    act(desk, "job", "cancel", [job])
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED

    act(desk, "job", "retry", [job])
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_running_job_is_asked_to_stop_and_not_tried_again(desk: Client, corpus: Corpus) -> None:
    job = factories.JobFactory.create(corpus=corpus, state=JobState.RUNNING)

    retried = act(desk, "job", "retry", [job])
    act(desk, "job", "cancel", [job])

    job.refresh_from_db()
    assert "still waiting or running" in said(retried)
    assert (job.state, job.cancel_requested) == (JobState.RUNNING, True)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"done": 3, "total": 4}, '<progress max="4" value="3" aria-label="75 %">'),
        ({}, "not begun"),
        ({"state": JobState.DONE}, "finished"),
    ],
)
def test_the_progress_of_a_job_is_shown(
    desk: Client, corpus: Corpus, fields: dict[str, Any], shown: str
) -> None:
    factories.JobFactory.create(corpus=corpus, **fields)

    page = desk.get(reverse("admin:reviewapp_job_changelist")).content.decode()

    assert shown in page
    assert "reviewapp/admin-jobs.js" in page


def test_the_parts_of_a_job_are_shown_with_the_whole(desk: Client, corpus: Corpus) -> None:
    whole = factories.JobFactory.create(corpus=corpus, state=JobState.DIVIDED)
    states = [JobState.DONE, JobState.DONE, JobState.RUNNING, JobState.RUNNING]
    parts = [
        factories.JobFactory.create(
            corpus=corpus, parent=whole, kind=JobKind.SCORE_PART, state=state, owner=f"pier:{number}"
        )
        for number, state in enumerate(states)
    ]

    listed = desk.get(reverse("admin:reviewapp_job_changelist")).content.decode()
    page = desk.get(reverse("admin:reviewapp_job_change", args=[whole.pk])).content.decode()

    assert str(whole.pk) in listed
    assert not [part for part in parts if str(part.pk) in listed]
    assert "done: 2 · running: 2 · by pier:2, pier:3" in page


def test_an_undivided_job_says_so(desk: Client, corpus: Corpus) -> None:
    job = factories.JobFactory.create(corpus=corpus)

    page = desk.get(reverse("admin:reviewapp_job_change", args=[job.pk])).content.decode()

    assert "not divided" in page


def test_a_superuser_copies_a_profile_as_its_next_version(client: Client) -> None:
    client.force_login(factories.UserFactory.create(is_staff=True, is_superuser=True))
    profile = factories.CorpusFactory.create().profile

    act(client, "profile", "copy_as_next", [profile])
    act(client, "profile", "copy_as_next", [profile])

    versions = Profile.objects.filter(key=profile.key).order_by("version")
    assert [found.version for found in versions] == [profile.version + n for n in range(3)]
    assert versions[2].categories.count() == profile.categories.count()


def test_a_profile_that_contradicts_itself_is_not_copied(client: Client) -> None:
    client.force_login(factories.UserFactory.create(is_staff=True, is_superuser=True))
    profile = factories.CorpusFactory.create().profile
    profile.weight_rules.create(category_path="no/such", weight=1)
    before = Profile.objects.count()

    response = act(client, "profile", "copy_as_next", [profile])

    assert "is not copied" in said(response)
    assert Profile.objects.count() == before


def test_a_manager_does_not_copy_profiles(desk: Client, corpus: Corpus) -> None:
    act(desk, "profile", "copy_as_next", [corpus.profile])

    assert Profile.objects.filter(key=corpus.profile.key).count() == 1
