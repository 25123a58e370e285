"""What a worker does with a job, from permission to end."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.workflow.roles import Role
from reviewapp.models import (
    ArticleScore,
    Job,
    JobKind,
    JobState,
    Measure,
    Membership,
    Score,
    SubwordModel,
    Translation,
    User,
)
from reviewapp.services import working
from reviewapp.services.corpora import grant_role
from reviewapp.services.jobs import LEASE, claim_job, enqueue_job, report_progress
from reviewapp.services.scoring.measures import yardsticks_for
from reviewapp.services.working import WorkerStopped, work_once
from tests.factories import NOON, JobFactory, ReferenceFactory, UserFactory
from tests.services.acts import at_once, varied_texts

if TYPE_CHECKING:
    from reviewapp.models import Article
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def work(stop: threading.Event | None = None) -> Job | None:
    """Do one job and return it as it is stored, or as it was where it is gone."""
    job = work_once(owner="worker", clock=lambda: NOON, stop=stop or threading.Event())
    return (Job.objects.filter(pk=job.pk).first() or job) if job else None


def ask(cast: Cast, kind: JobKind, person: User | None, **arguments: object) -> Job:
    return enqueue_job(cast.corpus, kind=kind, arguments=arguments, requested_by=person, now=NOON)


def test_no_job_no_work() -> None:
    assert work() is None


def test_a_corpus_is_scored_with_progress(cast: Cast, article: Article) -> None:
    for segment in article.segments.all():
        ReferenceFactory.create(segment=segment)
    ask(cast, JobKind.SCORE_CORPUS, cast.owner, metrics=["chrf", "spbleu"])

    job = work()

    assert job is not None
    assert (job.state, job.done, job.total, job.finished_at) == (JobState.DONE, 2, 2, NOON)
    assert job.message.startswith("Scored.; spbleu: spBLEU needs a subword model")
    assert ArticleScore.objects.get().segments == 2


def test_only_the_articles_asked_for_are_scored(cast: Cast, article: Article) -> None:
    ReferenceFactory.create(segment=article.segments.all()[0])
    ask(cast, JobKind.SCORE_CORPUS, cast.owner, metrics=["chrf"], articles=[])

    job = work()

    assert job is not None
    assert job.message == "Scored."
    assert not Score.objects.exists()


def test_a_corrections_job_scores_it_and_disappears(cast: Cast, sentence: Translation) -> None:
    ReferenceFactory.create(segment=sentence.segment)
    yardsticks_for(cast.corpus, [MetricName.CHRF])
    Translation.objects.filter(pk=sentence.pk).update(
        text="The ferry left.", text_number=2, version=2, status="corrected"
    )
    ask(cast, JobKind.SCORE_TRANSLATION, cast.colleague, translation=sentence.pk)

    work()

    assert not Job.objects.exists()
    scores = {score.measure.metric: score for score in Score.objects.select_related("measure")}
    # The instant ones as well: the server may have been lost between the save and its score.
    assert set(scores) == {"chrf", "hter"}
    assert {score.text_number for score in scores.values()} == {2}
    assert ArticleScore.objects.get().measure.metric == "hter"


@pytest.mark.parametrize("where", ["nowhere", "elsewhere"])
def test_a_sentence_that_is_not_there_fails_its_job(cast: Cast, sentence: Translation, where: str) -> None:
    job = ask(cast, JobKind.SCORE_TRANSLATION, None, translation=0 if where == "nowhere" else sentence.pk)
    if where == "elsewhere":
        Job.objects.filter(pk=job.pk).update(corpus=JobFactory.create(state=JobState.DONE).corpus)

    done = work()

    assert done is not None
    assert (done.state, done.message) == (JobState.FAILED, "The sentence is no longer there.")


def test_too_little_text_for_subwords_fails_in_words(cast: Cast, article: Article) -> None:
    ask(cast, JobKind.TRAIN_SUBWORDS, cast.owner)

    job = work()

    assert job is not None
    assert job.state == JobState.FAILED
    assert "a subword model needs 1000" in job.message


def test_subwords_are_trained(cast: Cast, sentence: Translation) -> None:
    for number, text in enumerate(varied_texts(20)):
        ReferenceFactory.create(segment=sentence.segment, name=f"r{number}", text=text)
    ask(cast, JobKind.TRAIN_SUBWORDS, cast.owner, vocabulary=60)

    job = work()

    model = SubwordModel.objects.get()
    assert job is not None
    assert job.message == f"Trained 60 subwords, SHA-256 {model.sha256}."


def test_an_unexpected_failure_ends_the_job_and_not_the_worker(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(job: Job, stop: threading.Event) -> str:
        raise KeyError("the flux gate")

    monkeypatch.setitem(working._RUNNERS, JobKind.SCORE_CORPUS, explode)
    ask(cast, JobKind.SCORE_CORPUS, cast.owner)

    job = work()

    assert job is not None
    assert (job.state, job.message) == (JobState.FAILED, "KeyError: 'the flux gate'")
    assert "explode" in caplog.text


def test_a_cancelled_run_keeps_what_it_measured(
    cast: Cast, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    for segment in article.segments.all():
        ReferenceFactory.create(segment=segment)
    job = ask(cast, JobKind.SCORE_CORPUS, cast.owner, metrics=["chrf", "bleu"])
    report = report_progress

    def cancel_first(job: Job, *, done: int, total: int) -> bool:
        Job.objects.update(cancel_requested=True)
        return report(job, done=done, total=total)

    monkeypatch.setattr(working, "report_progress", cancel_first)

    ended = work()

    assert ended == job
    assert ended.state == JobState.CANCELLED
    assert {score.measure.metric for score in Score.objects.all()} == {"chrf"}


def test_a_stopped_worker_gives_its_job_back(cast: Cast, article: Article) -> None:
    for segment in article.segments.all():
        ReferenceFactory.create(segment=segment)
    ask(cast, JobKind.SCORE_CORPUS, cast.owner, metrics=["chrf"])
    stop = threading.Event()
    stop.set()

    job = work(stop)

    assert job is not None
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


@pytest.mark.parametrize(
    ("kind", "role", "is_allowed"),
    [
        (JobKind.SCORE_CORPUS, Role.MANAGER, True),
        (JobKind.SCORE_CORPUS, Role.CHIEF, False),
        (JobKind.SCORE_CORPUS, None, False),
        (JobKind.TRAIN_SUBWORDS, Role.REVIEWER, False),
        (JobKind.SCORE_TRANSLATION, None, True),
    ],
)
def test_permission_is_asked_for_again_when_the_job_starts(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, kind: JobKind, role: Role | None, is_allowed: bool
) -> None:
    monkeypatch.setitem(working._RUNNERS, kind, lambda job, stop: "Done.")
    job = ask(cast, kind, cast.owner)
    Membership.objects.filter(user=cast.owner).delete()
    if role:
        grant_role(cast.corpus, cast.owner, role)

    work()

    states = set(Job.objects.filter(pk=job.pk).values_list("state", flat=True))
    assert states <= {JobState.DONE} if is_allowed else states == {JobState.DENIED}


def test_a_person_who_left_gets_nothing_done(cast: Cast, article: Article) -> None:
    ReferenceFactory.create(segment=article.segments.all()[0])
    ask(cast, JobKind.SCORE_CORPUS, cast.owner, metrics=["chrf"])
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)

    job = work()

    assert job is not None
    assert (job.state, job.message) == (JobState.DENIED, "Who asked for it may not do this any more.")
    assert not Measure.objects.exists()


def test_a_superuser_needs_no_membership(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(working._RUNNERS, JobKind.SCORE_CORPUS, lambda job, stop: "Done.")
    ask(cast, JobKind.SCORE_CORPUS, UserFactory.create(is_superuser=True))

    job = work()

    assert job is not None
    assert job.state == JobState.DONE


def test_the_workers_own_stop_is_no_failure(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop_now(job: Job, stop: threading.Event) -> str:
        raise WorkerStopped

    monkeypatch.setitem(working._RUNNERS, JobKind.SCORE_CORPUS, stop_now)
    ask(cast, JobKind.SCORE_CORPUS, cast.owner)

    job = work()

    assert job is not None
    assert job.state == JobState.QUEUED


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_each_job_exactly_once(
    shared_database: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: Counter[object] = Counter()
    monkeypatch.setitem(working._RUNNERS, JobKind.SCORE_CORPUS, lambda job, stop: str(ran.update([job.pk])))
    jobs = {ask(cast, JobKind.SCORE_CORPUS, cast.owner).pk for _ in range(12)}

    def empty_the_queue() -> int:
        done = 0
        # A worker that lost ten claims in a row finds nothing and looks again.
        while Job.objects.filter(state=JobState.QUEUED).exists():
            done += work_once(owner="w", clock=lambda: NOON, stop=threading.Event()) is not None
        return done

    counts = at_once(empty_the_queue, empty_the_queue)

    assert sum(counts) == len(jobs)
    assert ran == dict.fromkeys(jobs, 1)
    assert set(Job.objects.values_list("state", "attempts", "fence")) == {(JobState.DONE, 1, 1)}


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_of_one_job_one_wins(shared_database: None, cast: Cast) -> None:
    for _ in range(4):
        ask(cast, JobKind.SCORE_CORPUS, cast.owner)

        found = at_once(*[lambda: claim_job(owner="w", now=NOON, kinds=tuple(JobKind))] * 2)

        assert sorted(job is None for job in found) == [False, True], found


@pytest.mark.django_db(transaction=True)
def test_a_long_job_keeps_its_lease(
    shared_database: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let the clock run past the lease while the job runs: the heartbeat renews it meanwhile."""
    renewed = threading.Event()
    late = NOON + LEASE * 2

    def wait_for_the_beat(job: Job, stop: threading.Event) -> str:
        for _ in range(200):
            if Job.objects.get(pk=job.pk).lease_until == late + LEASE:
                renewed.set()
                break
            stop.wait(0.02)
        return "Done."

    monkeypatch.setattr(working, "HEARTBEAT_SECONDS", 0.02)
    monkeypatch.setitem(working._RUNNERS, JobKind.SCORE_CORPUS, wait_for_the_beat)
    ask(cast, JobKind.SCORE_CORPUS, cast.owner)

    work_once(owner="w", clock=lambda: late, stop=threading.Event())

    assert renewed.is_set()
    assert Job.objects.get().state == JobState.DONE
