"""`/staff/approvals/`: what attorneys sign and colleagues check, on any phone and without the CMS."""

from django.urls import path

from blog.approvals import rulings, views
from blog.sign_off import attorneys_pages, staff_pages
from blog.take_down import pages

urlpatterns = [
    path("", views.approvals, name="approvals"),
    path("take-down/", pages.for_attorneys, name="attorneys_take_down"),
    path("<int:state_id>/", staff_pages.step, name="approval"),
    path("<int:state_id>/draft/", staff_pages.draft, name="approval_draft"),
    path("rule/", attorneys_pages.rule, name="sign_off_rule"),
    path("signatures/", attorneys_pages.signatures, name="signatures"),
    path("signatures/<int:signature_id>/", attorneys_pages.signature, name="signature"),
    path("rulings/<uuid:ruling_id>/", rulings.ruling, name="approve_ruling"),
]
