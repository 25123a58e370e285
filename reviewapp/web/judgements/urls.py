"""Addresses of judgements."""

from django.urls import path

from reviewapp.web.judgements import views

urlpatterns = [path("<slug:slug>/judgements/", views.judgements, name="corpus-judgements")]
