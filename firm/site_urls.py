"""The public site's own addresses, in every language. Included last: it claims every one-word path."""

from django.urls import path

from firm import places, views

urlpatterns = [
    path("", views.home, name="home"),
    path("attorneys/", views.people, name="people"),
    path("attorneys/<slug:slug>/", views.person, name="person"),
    path("offices/", places.offices, name="offices"),
    path("practice-areas/", places.practice_areas, name="practice_areas"),
    path("practice-areas/<slug:slug>/", places.practice_area, name="practice_area"),
    path("<slug:slug>/", views.plain_page, name="plain_page"),
]
