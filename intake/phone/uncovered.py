"""An open line that nobody is on duty for: every attorney is told once, until somebody is."""

from django.utils import timezone
from django.utils.translation import gettext as _

from firm.models import ContactNumber
from intake.models import Unanswered
from intake.phone import rota
from intake.phone.word import tell_every_attorney


def tell_attorneys() -> int:
    """Looks at every line now; returns how many lines were told of."""
    now = timezone.now()
    bare = rota.unanswered(rota.holders(now), now)
    Unanswered.objects.exclude(line__in=bare).delete()
    fresh = [line for line in bare if Unanswered.objects.get_or_create(line=line)[1]]
    if fresh and not _mail(fresh):
        Unanswered.objects.filter(line__in=fresh).delete()  # nothing left the house: the next look tries again
        return 0
    return len(fresh)


def _mail(lines: list[ContactNumber]) -> int:
    body = _(
        "Nobody is on duty for: %(lines)s. The line is open, and whoever calls or writes now rings nobody's phone."
    ) % {"lines": ", ".join(line.label for line in lines)}
    return tell_every_attorney(_("Nobody is on duty"), body, "/desk/settings/duty/")
