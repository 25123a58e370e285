"""What a worker does with a job, from permission to end."""

from __future__ import annotations

import datetime
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError

from reviewapp.domain.scoring.names import MetricName
from reviewapp.domain.scoring.pool import ScoringPool
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
from reviewapp.services.jobs import (
    LEASE,
    cancel_job,
    claim_job,
    divide_job,
    end_job,
    enqueue_job,
    report_progress,
    retry_job,
)
from reviewapp.services.scoring import reading, rollups
from reviewapp.services.scoring.measures import yardsticks_for
from reviewapp.services.working import Bench, WorkerStopped, work_once
from tests.factories import (
    NOON,
    ArticleFactory,
    JobFactory,
    ReferenceFactory,
    UserFactory,
    make_sentence,
)
from tests.services.acts import at_once, varied_texts

if TYPE_CHECKING:
    from reviewapp.models import Article
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def work(stop: threading.Event | None = None) -> Job | None:
    """Do one job and return it as it is stored, or as it was where it is gone."""
    with ScoringPool(processes=1) as pool:
        job = work_once(owner="worker", bench=Bench(lambda: NOON, stop or threading.Event(), pool))
    return (Job.objects.filter(pk=job.pk).first() or job) if job else None


def bench_at(now: datetime.datetime) -> Bench:
    """Return what a worker works with; its pool starts no process before there is something to score."""
    return Bench(lambda: now, threading.Event(), ScoringPool(processes=1))


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
    assert {score.measure.metric for score in Score.objects.all()} == {"chrf", "bleu"}
    assert not ArticleScore.objects.exists()


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
    def stop_now(job: Job, bench: Bench) -> str:
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
    monkeypatch.setitem(working._RUNNERS, JobKind.SCORE_CORPUS, lambda job, bench: str(ran.update([job.pk])))
    jobs = {ask(cast, JobKind.SCORE_CORPUS, cast.owner).pk for _ in range(12)}

    def empty_the_queue() -> int:
        done = 0
        # A worker that lost ten claims in a row finds nothing and looks again.
        while Job.objects.filter(state=JobState.QUEUED).exists():
            done += work_once(owner="w", bench=bench_at(NOON)) is not None
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

    def wait_for_the_beat(job: Job, bench: Bench) -> str:
        for _ in range(200):
            if Job.objects.get(pk=job.pk).lease_until == late + LEASE:
                renewed.set()
                break
            bench.stop.wait(0.02)
        return "Done."

    monkeypatch.setattr(working, "HEARTBEAT_SECONDS", 0.02)
    monkeypatch.setitem(working._RUNNERS, JobKind.SCORE_CORPUS, wait_for_the_beat)
    ask(cast, JobKind.SCORE_CORPUS, cast.owner)

    work_once(owner="w", bench=bench_at(late))

    assert renewed.is_set()
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_renewed_again_once_the_database_is_back(
    shared_database: None, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    beats: list[bool] = []
    twice = threading.Event()

    def renew(job: Job, *, now: datetime.datetime) -> bool:
        beats.append(True)
        if len(beats) == 1:
            raise OperationalError("the server is being restarted")
        twice.set()
        return True

    monkeypatch.setattr(working, "HEARTBEAT_SECONDS", 0.02)
    monkeypatch.setattr(working, "renew_lease", renew)
    monkeypatch.setitem(
        working._RUNNERS, JobKind.SCORE_CORPUS, lambda job, bench: "Done." if twice.wait(20) else "Lost."
    )
    ask(cast, JobKind.SCORE_CORPUS, cast.owner)

    work_once(owner="w", bench=bench_at(NOON))

    assert Job.objects.get().message == "Done."
    assert "the server is being restarted" in caplog.text


def with_references(article: Article) -> Article:
    for segment in article.segments.all():
        ReferenceFactory.create(segment=segment)
    return article


def work_through(limit: int = 20) -> list[Job]:
    """Do what waits, one after the other, and return each job as it was left."""
    with ScoringPool(processes=1) as pool:
        bench = Bench(lambda: NOON, threading.Event(), pool)
        done: list[Job] = []
        while (job := work_once(owner="worker", bench=bench)) and len(done) < limit:
            done.append(Job.objects.get(pk=job.pk))
    return done


@pytest.fixture
def summed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note each summing up with the number of scores at that time."""
    calls: list[int] = []
    sum_up = rollups.sum_up

    def noted(*given: object, **named: object) -> None:
        calls.append(Score.objects.count())
        sum_up(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(working, "sum_up", noted)
    return calls


def test_a_large_corpus_is_scored_in_parts_and_summed_up_once(
    cast: Cast, article: Article, summed: list[int]
) -> None:
    with_references(article)
    job = ask(cast, JobKind.SCORE_CORPUS, cast.owner, metrics=["chrf", "spbleu"], part=1)

    first, *parts, last = work_through()

    assert (first, first.state, first.total) == (job, JobState.DIVIDED, 2)
    assert [(part.kind, part.state, part.done, part.total) for part in parts] == [
        (JobKind.SCORE_PART, JobState.DONE, 1, 1)
    ] * 2
    keys = sorted((part.arguments["first"], part.arguments["last"]) for part in parts)
    assert keys == [(pk, pk) for pk in Translation.objects.order_by("pk").values_list("pk", flat=True)]
    assert (last, last.state, last.done, last.total) == (job, JobState.DONE, 2, 2)
    assert last.message.startswith("Scored.; spbleu: spBLEU needs a subword model")
    assert Score.objects.count() == 2
    assert summed == [2]
    assert ArticleScore.objects.get().segments == 2


def test_a_corpus_that_fits_one_part_is_not_divided(cast: Cast, article: Article) -> None:
    with_references(article)
    ask(cast, JobKind.SCORE_CORPUS, cast.owner, metrics=["chrf"], part=2)

    (job,) = work_through()

    assert (job.state, job.parts.count()) == (JobState.DONE, 0)


def test_the_parts_keep_to_the_articles_asked_for(cast: Cast, article: Article) -> None:
    with_references(article)
    other = ArticleFactory.create(corpus=cast.corpus, review_system=article.review_system)
    ReferenceFactory.create(segment=make_sentence(other, "The crane stands still.").segment)
    ask(cast, JobKind.SCORE_CORPUS, cast.owner, metrics=["chrf"], part=1, articles=[article.pk])

    assert len(work_through()) == 4

    assert {score.article for score in ArticleScore.objects.all()} == {article}
    assert Score.objects.count() == 2


def divided(cast: Cast, article: Article, **arguments: object) -> Job:
    """Return a job of two parts that wait."""
    with_references(article)
    ask(cast, JobKind.SCORE_CORPUS, cast.owner, **{"metrics": ["chrf"], "part": 1, **arguments})
    job = work()
    assert job is not None
    assert job.state == JobState.DIVIDED
    return job


def test_a_part_that_fails_fails_the_whole_with_its_reason(
    cast: Cast, article: Article, monkeypatch: pytest.MonkeyPatch, summed: list[int]
) -> None:
    job = divided(cast, article)
    score_part = working._score_part
    outcomes = iter([True, False])

    def sometimes(part: Job, bench: Bench) -> str:
        if next(outcomes):
            raise OSError("the disk is full")
        return score_part(part, bench)

    monkeypatch.setitem(working._RUNNERS, JobKind.SCORE_PART, sometimes)

    whole = work_through()[-1]

    assert (whole, whole.state) == (job, JobState.FAILED)
    assert whole.message == "1 of 2 parts failed: OSError: the disk is full"
    # What the others measured is kept, and in the sums.
    assert summed == [1]
    assert ArticleScore.objects.get().segments == 1


def test_trying_again_does_what_is_missing(
    cast: Cast, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = divided(cast, article)
    with monkeypatch.context() as patched:
        patched.setitem(working._RUNNERS, JobKind.SCORE_PART, lambda part, bench: 1 / 0)
        assert work_through()[-1].state == JobState.FAILED

    retry_job(Job.objects.get(pk=job.pk))

    assert [one.state for one in work_through()] == [JobState.DIVIDED, *[JobState.DONE] * 3]
    assert ArticleScore.objects.get().segments == 2


def test_cancelling_a_divided_job_ends_it_as_cancelled(cast: Cast, article: Article) -> None:
    job = divided(cast, article)
    part = claim_job(owner="worker", now=NOON, kinds=[JobKind.SCORE_PART])
    assert part
    end_job(part, state=JobState.DONE, message="Scored.", now=NOON)
    cancel_job(job, now=NOON)

    (whole,) = work_through()

    assert (whole, whole.state) == (job, JobState.CANCELLED)
    assert whole.message == "Cancelled; figures until then are kept."


def test_a_part_is_cancelled_at_its_report(
    cast: Cast, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = divided(cast, article)
    report = report_progress

    def cancel_first(part: Job, *, done: int, total: int) -> bool:
        cancel_job(job, now=NOON)
        return report(part, done=done, total=total)

    monkeypatch.setattr(working, "report_progress", cancel_first)

    part, whole = work_through()

    assert (part.parent, part.state, whole.state) == (job, JobState.CANCELLED, JobState.CANCELLED)
    assert Score.objects.count() == 1


def test_a_job_cancelled_just_before_it_is_divided_ends_undivided(
    cast: Cast, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_references(article)
    job = ask(cast, JobKind.SCORE_CORPUS, cast.owner, metrics=["chrf"], part=1)
    key_ranges = reading.key_ranges

    def cancel_meanwhile(*given: Any, **named: Any) -> list[tuple[int, int]]:
        cancel_job(job, now=NOON)
        return key_ranges(*given, **named)

    monkeypatch.setattr(working, "key_ranges", cancel_meanwhile)

    (whole,) = work_through()

    assert (whole, whole.state, whole.parts.count()) == (job, JobState.CANCELLED, 0)


def test_permission_that_is_taken_away_in_the_middle_stops_the_rest(cast: Cast, article: Article) -> None:
    job = divided(cast, article)
    assert work().state == JobState.DONE  # type: ignore[union-attr]  # a part waits
    Membership.objects.filter(user=cast.owner).delete()

    part, whole = work_through()

    assert (part.parent, part.state) == (job, JobState.DENIED)
    assert (whole, whole.state) == (job, JobState.DENIED)
    assert Score.objects.count() == 1


def test_parts_that_were_denied_are_not_passed_over(cast: Cast, article: Article) -> None:
    job = divided(cast, article)
    Membership.objects.filter(user=cast.owner).update(role=Role.VIEWER.value)
    work()
    grant_role(cast.corpus, cast.owner, Role.MANAGER)

    *_, whole = work_through()

    assert (whole, whole.state) == (job, JobState.FAILED)
    assert whole.message == "1 of 2 parts failed: Who asked for it may not do this any more."


def test_a_stopped_worker_gives_its_part_back(cast: Cast, article: Article) -> None:
    job = divided(cast, article)
    stop = threading.Event()
    stop.set()

    part = work(stop)

    assert part is not None
    assert (part.parent, part.state, part.attempts) == (job, JobState.QUEUED, 0)


def test_a_lost_workers_part_is_done_by_another(cast: Cast, article: Article) -> None:
    job = divided(cast, article)
    lost = claim_job(owner="lost", now=NOON - LEASE * 2, kinds=[JobKind.SCORE_PART])

    *parts, whole = work_through()

    assert lost in parts
    assert (whole, whole.state) == (job, JobState.DONE)
    assert sorted(job.parts.values_list("state", "attempts")) == [(JobState.DONE, 1), (JobState.DONE, 2)]
    assert Score.objects.count() == 2


def test_the_whole_shows_all_of_the_work_even_where_a_report_came_late(cast: Cast, article: Article) -> None:
    job = divided(cast, article)
    for _ in range(2):
        work()
    Job.objects.filter(pk=job.pk).update(done=1)

    (whole,) = work_through()

    assert (whole.done, whole.total) == (2, 2)


def test_a_part_beyond_the_pool_fails_the_job_and_not_the_worker(
    cast: Cast, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    divided(cast, article)
    monkeypatch.setattr("reviewapp.domain.scoring.processes._PROGRAM", "raise SystemExit(3)")

    *_, whole = work_through()

    assert whole.state == JobState.FAILED
    assert whole.message == (
        "2 of 2 parts failed: ScoringProcessFailed: a scoring process ended with status 3"
    )


@pytest.mark.django_db(transaction=True)
def test_several_workers_do_each_part_exactly_once(
    shared_database: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: Counter[object] = Counter()
    monkeypatch.setitem(working._RUNNERS, JobKind.SCORE_PART, lambda job, bench: str(ran.update([job.pk])))
    monkeypatch.setitem(working._RUNNERS, JobKind.SCORE_CORPUS, lambda job, bench: str(ran.update([job.pk])))
    job = ask(cast, JobKind.SCORE_CORPUS, cast.owner)
    held = claim_job(owner="w", now=NOON, kinds=tuple(JobKind))
    assert held
    assert divide_job(held, [{}] * 12, kind=JobKind.SCORE_PART, total=12)
    whole = Job.objects.filter(pk=job.pk)

    def work_until_the_whole_is_done() -> int:
        done = 0
        while not whole.filter(state=JobState.DONE).exists():
            done += work_once(owner="w", bench=bench_at(NOON)) is not None
        return done

    counts = at_once(*[work_until_the_whole_is_done] * 3)

    assert sum(counts) == 13, counts
    assert set(ran.values()) == {1}
    assert set(job.parts.values_list("state", "attempts", "fence")) == {(JobState.DONE, 1, 1)}
