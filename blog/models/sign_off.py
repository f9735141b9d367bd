"""From draft to signed: a fact-check, and an attorney's signature on the words themselves."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from firm.models import StaffMember
from firm.roles import Role


class StaffTask(Task):
    """A step done by a role of the firm at /staff/approvals/; nobody needs a key to the CMS for it."""

    roles: frozenset[Role] = frozenset()

    class Meta:
        abstract = True

    def is_for(self, user: Any) -> bool:
        return isinstance(user, StaffMember) and user.has_role(*self.roles)

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        """None in the editor: the step is more than a button, and has its own page."""
        return []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)
        return states if self.is_for(user) else states.none()


class FactCheckState(TaskState):
    """Which words were checked against which sources."""

    substance = models.CharField(max_length=64, blank=True)
    ticked = models.JSONField(default=list)  # the titles of the sources that were opened


class FactCheckTask(StaffTask):
    """A second pair of eyes opens every source."""

    roles = frozenset({Role.PARALEGAL, Role.EDITOR, Role.ATTORNEY})
    task_state_class = FactCheckState

    class Meta:
        verbose_name = _("fact-check")
        verbose_name_plural = _("fact-checks")

    @classmethod
    def get_description(cls) -> Any:
        return _("A paralegal or another editor opens every source")


class AttorneySignOffTask(StaffTask):
    """An attorney signs what the page says."""

    roles = frozenset({Role.ATTORNEY})

    class Meta:
        verbose_name = _("attorney's sign-off")
        verbose_name_plural = _("attorneys' sign-offs")

    @classmethod
    def get_description(cls) -> Any:
        return _("An attorney reads the page and signs its words")

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Nobody writes while an attorney reads; whoever must, takes the page back first."""
        return True


class SignOff(models.Model):
    """An attorney's signature on the substance of one page; kept when the page is gone.

    `statement` and `content` are copies: what was signed must not change with a draft.
    """

    page_id = models.BigIntegerField(db_index=True)
    page_title = models.CharField(max_length=255)
    revision_id = models.BigIntegerField()
    substance = models.CharField(max_length=64, db_index=True)
    statement = models.JSONField()  # [[place, kind, words], …], as blog.substance reads the page
    content = models.JSONField()  # the whole revision
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(auto_now_add=True)
    comment = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.page_title}: {self.signed_by}"
