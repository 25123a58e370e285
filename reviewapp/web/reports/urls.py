"""Addresses of reports."""

from django.urls import path

from reviewapp.web.reports import views

urlpatterns = [
    path("<int:pk>/summary/", views.article_summary, name="article-summary"),
    path("<int:pk>/errors/", views.article_errors, name="article-errors"),
]
