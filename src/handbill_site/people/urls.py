"""/people/: logging in and out."""

from django.urls import path

from handbill_site.people.views import Login, Logout

urlpatterns = [
    path("login/", Login.as_view(), name="login"),
    path("logout/", Logout.as_view(), name="logout"),
]
