"""Corpora with their members, and the systems of a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone

from reviewapp.admin.scope import CorpusFilter, ScopedAdmin, ScopedInline, operation_of, person_of, set_filter
from reviewapp.admin.texts import list_link
from reviewapp.domain.text.languages import UnknownLanguage, parse_language
from reviewapp.models import Corpus, JobKind, Membership, System, User
from reviewapp.services.corpora import archive_corpus, create_corpus, restore_corpus
from reviewapp.services.jobs import enqueue_job

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    CorpusModelForm = forms.ModelForm[Corpus]
    MembershipModelForm = forms.ModelForm[Membership]
else:
    CorpusModelForm = MembershipModelForm = forms.ModelForm


class CorpusForm(CorpusModelForm):
    """A corpus, its languages spelled in any accepted way."""

    def clean_source_language(self) -> str:
        """Return the canonical tag."""
        return _canonical(self.cleaned_data["source_language"])

    def clean_target_language(self) -> str:
        """Return the canonical tag."""
        return _canonical(self.cleaned_data["target_language"])


class MemberForm(MembershipModelForm):
    """A member, named by log-in name: nobody is shown a list of people they do not work with."""

    user = forms.ModelChoiceField(
        label="Person (log-in name)",
        queryset=User.objects.filter(is_active=True),
        to_field_name="username",
        widget=forms.TextInput(
            attrs={
                "aria-label": "Log-in name",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={"invalid_choice": "Nobody active has the log-in name %(value)s."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (Django's signature)
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["user"] = self.instance.user
            # A member who was set inactive since stays a valid value of their own row.
            self.fields["user"].queryset = User.objects.all()  # type: ignore[attr-defined]


class MemberInline(ScopedInline):
    """The people of a corpus and their roles."""

    model = Membership
    form = MemberForm
    fields = ("user", "role")
    verbose_name = "member"
    verbose_name_plural = "members"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read the people along with their roles."""
        return super().get_queryset(request).select_related("user", "corpus").order_by("user__username")


@admin.register(Corpus)
class CorpusAdmin(ScopedAdmin):
    """Corpora; archived ones stay here and nowhere else."""

    corpus_path = "pk"
    can_add = can_change = True
    form = CorpusForm
    fields = ("slug", "name", "source_language", "target_language", "profile", "created_at", "archived_at")
    list_display = ("name", "language_pair", "profile", "articles", "imports", "jobs", "archived_at")
    list_select_related = ("profile",)
    list_filter = (set_filter("archived_at", "Archived"),)
    search_fields = ("name", "slug")
    actions = ("score", "archive", "restore")
    change_form_template = "admin/reviewapp/corpus/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Corpus | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """Fix the address and the languages once texts are cut by them."""
        always = ("created_at", "archived_at")
        return ("slug", "source_language", "target_language", *always) if obj else always

    def get_inlines(self, request: HttpRequest, obj: Corpus | None) -> tuple[type[MemberInline], ...]:  # noqa: ARG002
        """Show members of a corpus that exists; whoever creates one is its manager."""
        return (MemberInline,) if obj else ()

    def save_model(self, request: HttpRequest, obj: Corpus, form: CorpusForm, change: bool) -> None:  # noqa: FBT001
        """Create by the service, which writes the audit row; change only what the form holds."""
        if change:
            obj.save(update_fields=form.changed_data)
            return
        created = create_corpus(
            slug=obj.slug,
            source_language=obj.source_language,
            target_language=obj.target_language,
            name=obj.name,
            profile=obj.profile,
            operation=operation_of(request),
        )
        obj.pk = created.pk
        obj.refresh_from_db()

    @admin.display(description="articles")
    def articles(self, corpus: Corpus) -> SafeString:
        """Link to the articles."""
        return list_link("article", "Articles", corpus=corpus.pk)

    @admin.display(description="imports")
    def imports(self, corpus: Corpus) -> SafeString:
        """Link to the imports."""
        return list_link("import", "Imports", corpus=corpus.pk)

    @admin.display(description="jobs")
    def jobs(self, corpus: Corpus) -> SafeString:
        """Link to the jobs."""
        return list_link("job", "Jobs", corpus=corpus.pk)

    @admin.action(description="Score", permissions=["change"])
    def score(self, request: HttpRequest, queryset: QuerySet[Corpus]) -> None:
        """Queue the scoring of what has no figure yet."""
        now, person = timezone.now(), person_of(request)
        for corpus in queryset:
            enqueue_job(corpus, kind=JobKind.SCORE_CORPUS, arguments={}, requested_by=person, now=now)
        self.message_user(request, f"Scoring is queued for {_count(len(queryset))}.", messages.SUCCESS)

    @admin.action(description="Archive (nothing is deleted)", permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Corpus]) -> None:
        """Take corpora out of sight."""
        operation = operation_of(request)
        done = sum(archive_corpus(corpus, operation=operation) for corpus in queryset)
        self.message_user(request, f"Archived {_count(done)}.", messages.SUCCESS)

    @admin.action(description="Restore from the archive", permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Corpus]) -> None:
        """Bring archived corpora back."""
        operation = operation_of(request)
        done = sum(restore_corpus(corpus, operation=operation) for corpus in queryset)
        self.message_user(request, f"Restored {_count(done)}.", messages.SUCCESS)


@admin.register(System)
class SystemAdmin(ScopedAdmin):
    """Engines and people whose translations a corpus holds."""

    can_add = can_change = True
    fields = ("corpus", "name", "is_human")
    list_display = ("name", "corpus", "is_human")
    list_select_related = ("corpus",)
    list_filter = (CorpusFilter, "is_human")
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: System | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """Keep a system in its corpus."""
        return ("corpus",) if obj else ()


def _canonical(tag: str) -> str:
    try:
        return parse_language(tag)
    except UnknownLanguage as error:
        raise ValidationError(str(error)) from error


def _count(number: int) -> str:
    return f"{number} {'corpus' if number == 1 else 'corpora'}"
