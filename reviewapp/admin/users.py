"""People: superusers run the accounts, managers see who works in their corpora."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied

from reviewapp.admin.scope import ScopedAdmin, ScopedInline, scope_of
from reviewapp.models import Corpus, Membership, User

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

    MembershipModelForm = forms.ModelForm[Membership]
    AccountAdmin = UserAdmin[User]
else:
    MembershipModelForm = forms.ModelForm
    AccountAdmin = UserAdmin


class RoleForm(MembershipModelForm):
    """A role in a corpus, named by its address."""

    corpus = forms.ModelChoiceField(
        label="Corpus (name in addresses)",
        queryset=Corpus.objects.all(),
        to_field_name="slug",
        widget=forms.TextInput(
            attrs={
                "aria-label": "Corpus",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={"invalid_choice": "There is no corpus %(value)s."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (Django's signature)
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["corpus"] = self.instance.corpus


class RoleInline(ScopedInline):
    """The corpora of a person; managers see their own ones."""

    model = Membership
    form = RoleForm
    corpus_path = "corpus"
    fields = ("corpus", "role")
    verbose_name = "role"
    verbose_name_plural = "roles"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read the corpora along with the roles."""
        return super().get_queryset(request).select_related("corpus", "user").order_by("corpus__slug")


@admin.register(User)
class PersonAdmin(ScopedAdmin, AccountAdmin):
    """People and their roles."""

    corpus_path = "memberships__corpus"
    can_add = can_change = True
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Preferences", {"fields": ("single_key_shortcuts", "hides_source_first")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "is_superuser")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("username", "first_name", "last_name")
    filter_horizontal = ()
    inlines = (RoleInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return each person once, however many corpora they share with who asks."""
        return super().get_queryset(request).distinct()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let superusers add people."""
        return scope_of(request).corpora is None

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Let superusers change people; managers give roles on the page of their corpus."""
        return scope_of(request).corpora is None

    def get_inlines(self, request: HttpRequest, obj: User | None) -> tuple[type[RoleInline], ...]:  # noqa: ARG002
        """Show roles of a person who exists."""
        return (RoleInline,) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:  # noqa: ANN401  (Django's type is private)
        """Show managers the name alone."""
        if scope_of(request).corpora is None:
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("username", "first_name", "last_name")}),)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Show managers names and whether the person is active."""
        return self.list_display if scope_of(request).corpora is None else self.list_display[:4]

    def get_list_filter(self, request: HttpRequest) -> tuple[str, ...]:
        """Offer managers no filter by rights."""
        return self.list_filter if scope_of(request).corpora is None else self.list_filter[:1]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Let managers filter by what they see and by nothing else."""
        if request is not None and scope_of(request).corpora is not None:
            return lookup.split("__", maxsplit=1)[0] == "is_active"
        return super().lookup_allowed(lookup, value, request)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Let superusers alone set somebody's password."""
        if scope_of(request).corpora is not None:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def _is_covered(self, request: HttpRequest, obj: Model | None) -> bool:
        corpora = scope_of(request).corpora
        if obj is None or obj.pk is None or corpora is None:
            return True
        return Membership.objects.filter(user_id=obj.pk, corpus__in=corpora).exists()
