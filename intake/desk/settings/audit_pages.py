"""`/desk/settings/audit/`: who read or did what. Ids and times; there is no content to show."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from firm.models import StaffMember
from firm.roles import Role
from intake.desk import audit
from intake.desk.door import DeskRequest, desk_page
from intake.desk.settings.audit_words import WORDS
from intake.desk.settings.pages import page
from intake.models import AuditEvent

A_PAGE = 50
# Past this the chain is walked when asked: 20,000 links take about a second.
WALKED_UNASKED = 20_000


@desk_page(Role.ADMINISTRATOR, Role.ATTORNEY, opened=False)
@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    """The newest events first, of one person or of one id; and whether the chain is whole."""
    events = AuditEvent.objects.select_related("actor").order_by("-id")
    person, subject = request.GET.get("person", ""), request.GET.get("subject", "").strip()[:40]
    if person.isdecimal():
        events = events.filter(actor_id=int(person))
    if subject:
        events = events.filter(subject=subject)
    shown = Paginator(events, A_PAGE).get_page(request.GET.get("page"))
    walk = "check" in request.GET or AuditEvent.objects.count() <= WALKED_UNASKED
    context = {
        "events": shown,
        "rows": [(event, WORDS.get(event.action, "")) for event in shown],
        "people": StaffMember.objects.order_by("name"),
        "person": person,
        "subject": subject,
        "walked": walk,
        "broken": audit.first_broken_link() if walk else None,
    }
    return page(request, "audit", context)
