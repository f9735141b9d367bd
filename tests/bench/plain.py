"""What any Django project does without us: some bytes, an empty template, a form that inserts a row."""

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template import engines

body = b""  # what `some_bytes` answers; as long as the page it is compared with


class PlainRequest(models.Model):
    """A request kept in the clear, as most forms keep it."""

    detained = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    reach = models.CharField(max_length=10)
    phone = models.CharField(max_length=30)
    wording = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    question = models.TextField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.name


class PlainForm(forms.ModelForm):
    class Meta:
        model = PlainRequest
        fields = ["detained", "language", "reach", "phone", "wording", "name", "question"]


def some_bytes(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(body)


def empty_template(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string("").render({}, request))


def form(request: HttpRequest) -> HttpResponse:
    """The smallest form page: validate, insert, thank."""
    filled = PlainForm(request.POST)
    filled.save()
    return HttpResponse(engines["django"].from_string("<p>Thank you, {{ name }}.</p>").render({"name": "M"}, request))
