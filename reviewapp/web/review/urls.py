"""Addresses of the review page."""

from django.urls import path

from reviewapp.web.review import views

_SENTENCE = "<int:pk>/sentences/<int:translation_pk>/"

urlpatterns = [
    path("<int:pk>/", views.article, name="article"),
    path("<int:pk>/status/", views.change_status, name="article-status"),
    path(_SENTENCE, views.sentence, name="sentence"),
    path(_SENTENCE + "preview/", views.preview, name="sentence-preview"),
    path(_SENTENCE + "save/", views.save, name="sentence-save"),
    path(_SENTENCE + "accept/", views.accept, name="sentence-accept"),
    path(_SENTENCE + "discuss/", views.discuss, name="sentence-discuss"),
    path(_SENTENCE + "reopen/", views.reopen, name="sentence-reopen"),
    path(_SENTENCE + "restore/", views.restore, name="sentence-restore"),
    path(_SENTENCE + "history/", views.history, name="sentence-history"),
    path(_SENTENCE + "scores/", views.scores, name="sentence-scores"),
    path(_SENTENCE + "outcome/", views.outcome, name="sentence-outcome"),
    path(_SENTENCE + "errors/", views.mark, name="error-mark"),
    path(_SENTENCE + "errors/<int:error_pk>/remove/", views.unmark, name="error-remove"),
]
