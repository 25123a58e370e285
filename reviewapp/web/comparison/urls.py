"""Addresses of comparisons."""

from django.urls import path

from reviewapp.web.comparison import views

urlpatterns = [
    # Not below the corpora: one of them may be called figures.
    path("figures/", views.figures_by_language, name="figures-by-language"),
    path("corpora/<slug:slug>/compare/", views.compare, name="corpus-compare"),
    path("corpora/<slug:slug>/sentences/", views.sentences, name="corpus-sentences"),
]
