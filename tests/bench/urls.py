"""What is compared with, beside every address of the site."""

from django.urls import path

from firm.urls import *
from firm.urls import urlpatterns as site
from tests.bench import plain

urlpatterns = [
    path("bench/bytes/", plain.some_bytes),
    path("bench/empty/", plain.empty_template),
    path("bench/form/", plain.form),
    *site,
]
