"""What a member of staff may do: four roles, any of which one person may hold together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Each value is the name of the Django group that carries the role (and its CMS permissions)."""

    PARALEGAL = "Paralegals", _("Paralegal")
    ATTORNEY = "Attorneys", _("Attorney")
    ADMINISTRATOR = "Administrators", _("Administrator")
    EDITOR = "Editors", _("Editor")


# Who may enter which door. Administrators keep numbers, hours and people at the desk; being one
# opens no lead by itself.
DESK_ROLES = frozenset({Role.PARALEGAL, Role.ATTORNEY, Role.ADMINISTRATOR})
LEAD_ROLES = frozenset({Role.PARALEGAL, Role.ATTORNEY})
CMS_ROLES = frozenset({Role.EDITOR})
APPROVAL_ROLES = frozenset({Role.PARALEGAL, Role.ATTORNEY, Role.EDITOR})  # who checks or signs what is published
