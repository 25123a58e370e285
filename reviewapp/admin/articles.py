"""Articles and their sentences."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from reviewapp.admin.scope import (
    CorpusFilter,
    ScopedAdmin,
    corpus_filter,
    operation_of,
    person_of,
    set_filter,
)
from reviewapp.admin.texts import list_link, short_text_in, text_in
from reviewapp.domain.workflow.roles import Role
from reviewapp.models import Article, Corpus, JobKind, Segment, System, User
from reviewapp.services.article_status import assign_articles, restore_article, withdraw_article
from reviewapp.services.jobs import enqueue_job

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    ArticleModelForm = forms.ModelForm[Article]
else:
    ArticleModelForm = forms.ModelForm

MOST_EXPORTED_BY_ADDRESS = 200
"""More articles than that do not fit an address that every server takes."""


def reviewers_of(corpus: Corpus) -> QuerySet[User]:
    """Return the people who may be handed an article of the corpus."""
    able = [role.value for role in Role if role.includes(Role.REVIEWER)]
    return User.objects.filter(is_active=True, memberships__corpus=corpus, memberships__role__in=able)


class ArticleForm(ArticleModelForm):
    """What a manager decides of an article; its systems and people are those of its corpus."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (Django's signature)
        super().__init__(*args, **kwargs)
        corpus = self.instance.corpus
        if "review_system" in self.fields:
            self.fields["review_system"].queryset = System.objects.filter(corpus=corpus)  # type: ignore[attr-defined]
        if "assignee" in self.fields:
            self.fields["assignee"].queryset = reviewers_of(corpus)  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """Who gets the articles."""

    assignee = forms.ModelChoiceField(
        label="Person", queryset=User.objects.none(), required=False, empty_label="Nobody"
    )

    def __init__(self, *args: Any, corpus: Corpus, **kwargs: Any) -> None:  # noqa: ANN401  (Django's signature)
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = reviewers_of(corpus)  # type: ignore[attr-defined]


@admin.register(Article)
class ArticleAdmin(ScopedAdmin):
    """Articles; withdrawn ones stay here and nowhere else."""

    can_change = True
    form = ArticleForm
    fields = (
        "corpus",
        "key",
        "title",
        "status",
        "review_system",
        "assignee",
        "created_at",
        "withdrawn_at",
        "sentences",
        "history",
    )
    readonly_fields = ("corpus", "key", "status", "created_at", "withdrawn_at", "sentences", "history")
    list_display = ("title", "corpus", "status", "review_system", "assignee", "sentences", "withdrawn_at")
    list_select_related = ("corpus", "review_system", "assignee")
    list_filter = (CorpusFilter, "status", set_filter("withdrawn_at", "Withdrawn"))
    search_fields = ("title", "key")
    ordering = ("-pk",)
    sortable_by = ("title", "status")
    actions = ("assign", "score", "export", "withdraw", "restore")

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:  # noqa: ARG002, FBT001
        """Write what the form holds and nothing that others may change meanwhile; assign by the service."""
        plain = [name for name in form.changed_data if name != "assignee"]
        if plain:
            obj.save(update_fields=plain)
        if "assignee" in form.changed_data:
            before = Article.objects.select_related("corpus").get(pk=obj.pk)
            assign_articles([before], assignee=obj.assignee, operation=operation_of(request))

    @admin.display(description="sentences")
    def sentences(self, article: Article) -> SafeString:
        """Link to the sentences."""
        return list_link("segment", "Sentences", article=article.pk)

    @admin.display(description="history")
    def history(self, article: Article) -> SafeString:
        """Link to the audit trail."""
        return list_link("event", "Events", article=article.pk)

    @admin.action(description="Assign to a person …", permissions=["change"])
    def assign(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Ask for the person on a page of its own, then hand the articles over."""
        articles = list(queryset.select_related("corpus"))
        corpus = self._only_corpus(request, articles)
        if corpus is None:
            return None
        form = AssignForm(request.POST if "apply" in request.POST else None, corpus=corpus)
        if form.is_valid():
            assignee = form.cleaned_data["assignee"]
            done = assign_articles(articles, assignee=assignee, operation=operation_of(request))
            self.message_user(
                request, f"{_count(done)} changed hands: now with {assignee or 'nobody'}.", messages.SUCCESS
            )
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Assign articles",
            "opts": self.opts,
            "form": form,
            "corpus": corpus,
            "articles": articles[:100],
            "more": max(0, len(articles) - 100),
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "admin/reviewapp/article/assign.html", context)

    @admin.action(description="Score", permissions=["change"])
    def score(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Queue one scoring job a corpus."""
        now, person = timezone.now(), person_of(request)
        articles = list(queryset.select_related("corpus").order_by("corpus_id", "pk"))
        for _, group in groupby(articles, key=lambda article: article.corpus_id):
            chosen = list(group)
            enqueue_job(
                chosen[0].corpus,
                kind=JobKind.SCORE_CORPUS,
                arguments={"articles": [article.pk for article in chosen]},
                requested_by=person,
                now=now,
            )
        self.message_user(request, f"Scoring is queued for {_count(len(articles))}.", messages.SUCCESS)

    @admin.action(description="Export …", permissions=["view"])
    def export(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Go to the export page of the corpus with these articles chosen."""
        articles = list(queryset.select_related("corpus")[: MOST_EXPORTED_BY_ADDRESS + 1])
        corpus = self._only_corpus(request, articles)
        if corpus is None:
            return None
        if len(articles) > MOST_EXPORTED_BY_ADDRESS:
            self.message_user(
                request,
                f"Choose at most {MOST_EXPORTED_BY_ADDRESS} articles, or export the whole corpus.",
                messages.ERROR,
            )
            return None
        chosen = urlencode({"article": [article.pk for article in articles]}, doseq=True)
        return HttpResponseRedirect(f"{reverse('export', args=[corpus.slug])}?{chosen}")

    @admin.action(description="Withdraw (nothing is deleted)", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Take articles out of sight."""
        operation = operation_of(request)
        articles = queryset.select_related("corpus")
        done = sum(withdraw_article(article, operation=operation) for article in articles)
        self.message_user(request, f"Withdrew {_count(done)}.", messages.SUCCESS)

    @admin.action(description="Restore withdrawn", permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Bring withdrawn articles back."""
        operation = operation_of(request)
        articles = queryset.select_related("corpus")
        done = sum(restore_article(article, operation=operation) for article in articles)
        self.message_user(request, f"Restored {_count(done)}.", messages.SUCCESS)

    def _only_corpus(self, request: HttpRequest, articles: list[Article]) -> Corpus | None:
        """Return the corpus of all these articles; say so and return None where there are several."""
        corpora = {article.corpus_id: article.corpus for article in articles}
        if len(corpora) == 1:
            return corpora.popitem()[1]
        self.message_user(request, "Choose articles of one corpus.", messages.ERROR)
        return None


class ArticleFilter(admin.SimpleListFilter):
    """Keep the rows of one article, to which its own page links; nothing is listed to choose from."""

    title = "article"
    parameter_name = "article"
    article_path = "article"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:  # noqa: ARG002
        """Offer the article that is chosen, so that it can be let go."""
        chosen = request.GET.get(self.parameter_name, "")
        return [(chosen, f"article {chosen}")] if chosen.isdecimal() else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Keep the rows of the article."""
        chosen = self.value()
        return queryset.filter(**{self.article_path: int(chosen)}) if chosen else queryset


def article_filter(path: str) -> type[ArticleFilter]:
    """Return the filter for rows whose article is found by a lookup path."""
    return type("ArticleFilter", (ArticleFilter,), {"article_path": path})


@admin.register(Segment)
class SegmentAdmin(ScopedAdmin):
    """Sentences: they come by import and stay as they are."""

    corpus_path = "article__corpus"
    fields = (
        "article",
        "key",
        "position",
        "source_text",
        "source_sentences",
        "paragraph",
        "is_headline",
        "translations",
    )
    readonly_fields = ("source_text", "translations")
    list_display = ("source_short", "position", "article", "is_headline", "translations")
    list_select_related = ("article__corpus",)
    list_filter = (corpus_filter("article__corpus"), ArticleFilter, "is_headline")
    search_fields = ("source", "=article__key")
    search_help_text = "Source text, or the key of an article."
    ordering = ("pk",)
    sortable_by = ()

    @admin.display(description="source")
    def source_short(self, segment: Segment) -> SafeString | str:
        """Return the beginning of the source."""
        return (
            short_text_in(segment.article.corpus.source_language, segment.source)
            if segment.source
            else "no source sentence"
        )

    @admin.display(description="source")
    def source_text(self, segment: Segment) -> SafeString:
        """Return the source."""
        return text_in(segment.article.corpus.source_language, segment.source)

    @admin.display(description="translations")
    def translations(self, segment: Segment) -> SafeString:
        """Link to the translations."""
        return list_link("translation", "Translations", segment=segment.pk)


def _count(number: int) -> str:
    return f"{number} {'article' if number == 1 else 'articles'}"
