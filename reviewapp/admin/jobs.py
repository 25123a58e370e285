"""Background work: how far it is, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db.models import Count
from django.utils import timezone
from django.utils.html import format_html

from reviewapp.admin.scope import CorpusFilter, ScopedAdmin
from reviewapp.models import Job, JobState
from reviewapp.services.jobs import JobIsNotEnded, cancel_job, retry_job

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


@admin.register(Job)
class JobAdmin(ScopedAdmin):
    """Jobs; rows are made by what needs them."""

    fields = (
        "kind",
        "corpus",
        "state",
        "progress",
        "parts",
        "message",
        "requested_by",
        "arguments",
        "attempts",
        "owner",
        "lease_until",
        "cancel_requested",
        "created_at",
        "started_at",
        "finished_at",
    )
    readonly_fields = ("progress", "parts")
    list_display = (
        "kind",
        "corpus",
        "state",
        "progress",
        "message",
        "requested_by",
        "created_at",
        "finished_at",
    )
    list_select_related = ("corpus", "requested_by")
    list_filter = (CorpusFilter, "state", "kind")
    search_fields = ("message", "=requested_by__username")
    search_help_text = "Message, or the log-in name of who asked."
    ordering = ("-created_at",)
    sortable_by = ()
    actions = ("retry", "cancel")
    change_list_template = "admin/reviewapp/job/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Leave the parts of divided jobs out: they come and go with the whole, which sums them up."""
        return super().get_queryset(request).filter(parent=None)

    @admin.display(description="parts")
    def parts(self, job: Job) -> str:
        """Return how many parts there are in each state, and who works on them."""
        rows = job.parts.order_by("state").values("state").annotate(count=Count("pk"))
        counts = [f"{JobState(row['state']).label.lower()}: {row['count']}" for row in rows]
        running = job.parts.filter(state=JobState.RUNNING).values_list("owner", flat=True)
        owners = [f"by {', '.join(sorted(set(running)))}"] if running else []
        return " · ".join([*counts, *owners]) or "not divided"

    @admin.display(description="progress")
    def progress(self, job: Job) -> SafeString | str:
        """Return a bar with figures, or nothing to show before the size of the work is known."""
        if not job.total:
            return "finished" if job.has_ended else "not begun"
        return format_html(
            '<progress max="{0}" value="{1}" aria-label="{2} %">{2} %</progress>'
            ' <span class="figures">{1} of {0}</span>',
            job.total,
            job.done,
            job.percent,
        )

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Let people run the jobs that they see."""
        return self.has_view_permission(request)

    @admin.action(description="Try again", permissions=["run"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Put ended jobs back in the queue."""
        done = 0
        for job in queryset:
            try:
                retry_job(job)
                done += 1
            except JobIsNotEnded as reason:
                self.message_user(request, f"{job.get_kind_display()}: {reason}", messages.WARNING)
        if done:
            self.message_user(request, f"{_count(done)} back in the queue.", messages.SUCCESS)

    @admin.action(description="Cancel", permissions=["run"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Stop jobs that wait or run."""
        open_jobs = [job for job in queryset if not job.has_ended]
        for job in open_jobs:
            cancel_job(job, now=timezone.now())
        self.message_user(request, f"{_count(len(open_jobs))} asked to stop.", messages.SUCCESS)


def _count(number: int) -> str:
    return f"{number} {'job' if number == 1 else 'jobs'}"
