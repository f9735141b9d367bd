"""The mail that says what is due for review."""

from datetime import datetime, time

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from blog.due import Due, due
from firm.addresses import absolute
from firm.facts import time_zone, today
from firm.models import Heartbeat, StaffMember
from firm.roles import Role
from firm.staff import mail

REMEMBERED_AS = "review reminder"
MORNING = time(7)  # in the firm's own zone
MONDAY = 0


def remind_of_reviews() -> None:
    """Once a day at most: on the day something falls due, and on Mondays while anything is."""
    morning = datetime.combine(today(), MORNING, time_zone())
    if timezone.now() < morning or not Heartbeat.first_since(REMEMBERED_AS, morning):
        return
    lines = due()
    if not lines or (today().weekday() != MONDAY and all(line.since != today() for line in lines)):
        return
    for member, theirs in by_member(lines).items():
        mail.post(letter(member, theirs))


def by_member(lines: list[Due]) -> dict[StaffMember, list[Due]]:
    """Whose they are; what nobody looks after is every editor's."""
    editors = list(StaffMember.objects.filter(is_active=True, groups__name=Role.EDITOR.value))
    theirs: dict[StaffMember, list[Due]] = {}
    for line in lines:
        for member in [line.owner] if line.owner and line.owner.is_active else editors:
            theirs.setdefault(member, []).append(line)
    return theirs


def letter(member: StaffMember, lines: list[Due]) -> EmailMessage:
    """Titles of public pages, and how many others; never a draft's words."""
    words = {
        "titles": [line.title for line in lines if line.public],
        "others": sum(not line.public for line in lines),
        "link": absolute(reverse("cms_due")),
    }
    subject = render_to_string("blog/mail/due_subject.txt", words).strip()
    return EmailMessage(subject, render_to_string("blog/mail/due_message.txt", words), to=[member.email])
