"""Addresses of the desk's doors; `intake/desk/urls.py` includes them."""

from django.urls import path

from intake.desk.doors import covering, locking, people, pulse, unlocking

urlpatterns = [
    path("unlock/", unlocking.unlock, name="unlock"),
    path("cover/", covering.cover, name="cover"),
    path("cover/passkey/", covering.cover_passkey, name="cover-passkey"),
    path("lock/", locking.lock, name="lock"),
    path("pulse/", pulse.pulse, name="pulse"),
    path("people/", people.people, name="people"),
    path("people/key/", people.make_key, name="people-key"),
    path("people/words/", people.prove_key, name="people-words"),
    path("people/<int:staff_id>/admit/", people.admit, name="people-admit"),
]
