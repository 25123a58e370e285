"""What a person sees and may change in the admin: their own corpora, and evidence only to read.

Superusers see everything; other staff see the corpora they manage. Nobody needs Django's model permissions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.text import capfirst

from reviewapp.models import Corpus, User
from reviewapp.services.operations import Operation

if TYPE_CHECKING:
    from django.db.models import Field, ForeignKey, Model, QuerySet
    from django.forms import Field as FormField
    from django.forms import Form, ModelChoiceField
    from django.http import HttpRequest

    AnyModelAdmin = admin.ModelAdmin[Any]
    AnyTabularInline = admin.TabularInline[Any, Any]
    AnyInlineFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    AnyInlineFormSet = BaseInlineFormSet
    AnyModelAdmin = admin.ModelAdmin
    AnyTabularInline = admin.TabularInline


@dataclass(frozen=True, slots=True)
class Scope:
    """The ids of the corpora a person runs; None stands for all."""

    corpora: frozenset[int] | None

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing for this person here."""
        return self.corpora is not None and not self.corpora

    def covers(self, corpus_id: int | None) -> bool:
        """Say whether the person runs this corpus."""
        return self.corpora is None or corpus_id in self.corpora

    def narrow(self, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
        """Keep the rows whose corpus, found by a lookup path, the person runs."""
        return rows if self.corpora is None else rows.filter(**{f"{path}__in": self.corpora})


def person_of(request: HttpRequest) -> User:
    """Return who asks. Raise `TypeError` for somebody not logged in, whom the admin site keeps out."""
    if not isinstance(request.user, User):
        raise TypeError("The admin is only for people who are logged in.")
    return request.user


def scope_of(request: HttpRequest) -> Scope:
    """Return the person's scope, read once a request."""
    known: Scope | None = request.META.get("reviewapp.scope")
    if known is None:
        known = request.META["reviewapp.scope"] = _scope(request)
    return known


def operation_of(request: HttpRequest) -> Operation:
    """Return the operation under which the services record what this request does."""
    return Operation(actor=person_of(request), at=timezone.now())


def _scope(request: HttpRequest) -> Scope:
    person = request.user
    if not (isinstance(person, User) and person.is_active and person.is_staff):
        return Scope(frozenset())
    if person.is_superuser:
        return Scope(None)
    return Scope(frozenset(Corpus.objects.managed_by(person).values_list("pk", flat=True)))


class ScopedAdmin(AnyModelAdmin):
    """An admin of rows that belong to a corpus; without `can_change` they are evidence, only to be read.

    `corpus_path` is the lookup from a row to its corpus ("pk" for a corpus itself); None means the rows
    belong to no corpus and every manager may read them.
    """

    corpus_path: str | None = "corpus"
    can_add = False
    can_change = False
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what the person runs, and nothing else."""
        rows = super().get_queryset(request)
        scope = scope_of(request)
        if scope.is_empty:
            return rows.none()
        return scope.narrow(rows, self.corpus_path) if self.corpus_path else rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the section to whoever runs a corpus."""
        return not scope_of(request).is_empty

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let people read the rows of their corpora."""
        return not scope_of(request).is_empty and self._is_covered(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let people change what is no evidence."""
        return self.can_change and self.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let people add what no import brings."""
        return self.can_add and not scope_of(request).is_empty

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Let nobody delete: rows are archived, withdrawn or set inactive."""
        return False

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401  (Django's signature)
    ) -> ModelChoiceField[Any] | None:
        """Offer, and accept, only what the person sees in that table's own list."""
        kwargs.setdefault("queryset", _choices(self.admin_site, db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _is_covered(self, request: HttpRequest, obj: Model | None) -> bool:
        if obj is None or obj.pk is None or self.corpus_path is None:
            return True
        return scope_of(request).covers(_corpus_id(obj, self.corpus_path))


class LabelledRows(AnyInlineFormSet):
    """Rows whose box for taking them away says so."""

    def add_fields(self, form: Form, index: int | None) -> None:
        """Name the box: the heading of its column is no label."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Delete"


class ScopedInline(AnyTabularInline):
    """Rows below another row: whoever may change that one may change them, unless `is_editable` is off."""

    corpus_path: str | None = None
    is_editable = True
    extra = 0
    formset = LabelledRows
    template = "admin/reviewapp/rows.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what the person runs, and nothing else."""
        rows = super().get_queryset(request)
        return scope_of(request).narrow(rows, self.corpus_path) if self.corpus_path else rows

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Go by the row above."""
        return self._parent().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Go by the row above."""
        return self.is_editable and self._parent().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None) -> bool:  # type: ignore[override]
        """Go by the row above."""
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Go by the row above."""
        return self.has_change_permission(request, obj)

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401  (Django's signature)
    ) -> ModelChoiceField[Any] | None:
        """Offer, and accept, only what the person sees in that table's own list."""
        kwargs.setdefault("queryset", _choices(self.admin_site, db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self,
        db_field: Field[Any, Any],
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401  (Django's signature)
    ) -> FormField | None:
        """Name each control: the heading of its column is no label."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", capfirst(str(field.label)))
        return field

    def _parent(self) -> admin.ModelAdmin[Any]:
        return self.admin_site.get_model_admin(self.parent_model)


class CorpusFilter(admin.SimpleListFilter):
    """Choose one of the person's corpora."""

    title = "corpus"
    parameter_name = "corpus"
    corpus_path = "corpus"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:  # noqa: ARG002
        """Return the person's corpora, at most 200."""
        corpora = scope_of(request).narrow(Corpus.objects.all(), "pk")
        return [(str(pk), name) for pk, name in corpora.values_list("pk", "name")[:200]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Keep the rows of the chosen corpus."""
        chosen = self.value()
        if not chosen:
            return queryset
        return queryset.filter(**{self.corpus_path: int(chosen)}) if chosen.isdecimal() else queryset.none()


def corpus_filter(path: str) -> type[CorpusFilter]:
    """Return the filter for rows whose corpus is found by a lookup path."""
    return type("CorpusFilter", (CorpusFilter,), {"corpus_path": path})


class SetFilter(admin.SimpleListFilter):
    """Tell rows whose moment of withdrawal is set from those in use."""

    field = ""
    words = "Archived"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:  # noqa: ARG002
        """Return the two kinds."""
        return [("no", "In use"), ("yes", self.words)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Keep the rows of the chosen kind."""
        if self.value() is None:
            return queryset
        return queryset.filter(**{f"{self.field}__isnull": self.value() == "no"})


def set_filter(field: str, words: str) -> type[SetFilter]:
    """Return the filter by whether a moment is set; `words` says what such rows are called."""
    named = {"title": words.lower(), "parameter_name": field}
    return type("SetFilter", (SetFilter,), {"field": field, "words": words, **named})


def _choices(
    site: admin.AdminSite, db_field: ForeignKey[Any, Any], request: HttpRequest
) -> QuerySet[Any] | None:
    related = db_field.remote_field.model
    return site.get_model_admin(related).get_queryset(request) if site.is_registered(related) else None


def _corpus_id(row: Model, path: str) -> int | None:
    *steps, last = path.split("__")
    holder: object = reduce(getattr, steps, row)
    return getattr(holder, "pk" if last == "pk" else f"{last}_id")  # type: ignore[no-any-return]
