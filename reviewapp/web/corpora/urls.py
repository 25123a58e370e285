"""Addresses of corpora."""

from django.urls import path

from reviewapp.web.corpora import views

urlpatterns = [
    path("", views.corpora, name="corpora"),
    path("<slug:slug>/", views.corpus, name="corpus"),
    path("<slug:slug>/score/", views.score, name="corpus-score"),
    path("<slug:slug>/jobs/<uuid:pk>/", views.job, name="job"),
    path("<slug:slug>/jobs/<uuid:pk>/cancel/", views.cancel, name="job-cancel"),
]
