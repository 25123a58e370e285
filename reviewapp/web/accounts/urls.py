"""Addresses of log-in and preferences."""

from django.contrib.auth import views as auth
from django.urls import path

from reviewapp.web.accounts import views

urlpatterns = [
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("preferences/", views.preferences, name="preferences"),
    path(
        "preferences/password/",
        auth.PasswordChangeView.as_view(success_url="/preferences/"),
        name="password_change",
    ),
    path("healthz", views.health, name="health"),
]
