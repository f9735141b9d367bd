"""The public site's own addresses, in every language. Included last: it claims every one-word path."""

from django.urls import path

from firm import views

urlpatterns = [
    path("", views.home, name="home"),
    path("attorneys/", views.people, name="people"),
    path("attorneys/<slug:slug>/", views.person, name="person"),
    path("<slug:slug>/", views.plain_page, name="plain_page"),
]
