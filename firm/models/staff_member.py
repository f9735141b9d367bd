"""A person who works at the firm and signs in."""

from functools import cached_property

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from firm.roles import Role


class StaffMemberManager(BaseUserManager["StaffMember"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "StaffMember":
        """A staff account; without a password it cannot sign in until one is set by invitation."""
        member = self.model(email=self.normalize_email(email).lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "StaffMember":
        return self.create_user(email, password, is_superuser=True, **fields)


class StaffMember(AbstractBaseUser, PermissionsMixin):
    """Signs in by e-mail; roles are Django groups named by `firm.roles.Role`."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    notice_phone = models.CharField(_("phone for the bell"), max_length=20, blank=True)  # E.164; the staff member's own
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = StaffMemberManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Wagtail asks; nobody here uses Django's own admin."""
        return False

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held, read once per request."""
        return frozenset(self.groups.values_list("name", flat=True)) & frozenset(Role.values)

    def has_role(self, *roles: Role) -> bool:
        """True when at least one of `roles` is held."""
        return bool(self.roles & {role.value for role in roles})

    @property
    def initials(self) -> str:
        """Two letters for the round mark beside a lead."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"

    @property
    def first_name(self) -> str:
        """What Wagtail's menu calls somebody; without it, their address."""
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else self.email
