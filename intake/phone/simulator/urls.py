"""The phone on a web page: demo only, 404 beside real credentials."""

from django.urls import path

from intake.phone.simulator import views

app_name = "simulator"
urlpatterns = [
    path("", views.page, name="page"),
    path("state/", views.state, name="state"),
    path("picture/", views.sample_picture, name="picture"),
    path("faults/", views.faults, name="faults"),
    path("do/<slug:action>/", views.do, name="do"),
]
