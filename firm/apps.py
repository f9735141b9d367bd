from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FirmConfig(AppConfig):
    name = "firm"
    verbose_name = "The firm"

    def ready(self) -> None:
        from firm import languages  # noqa: F401  registers its check
        from firm.staff.groups import after_migrate

        post_migrate.connect(after_migrate, dispatch_uid="firm.staff.groups")
