from django.apps import AppConfig
from django.conf import settings


class IntakeConfig(AppConfig):
    name = "intake"
    verbose_name = "Intake"

    def ready(self) -> None:
        if settings.SIMULATOR_LISTENS:
            from django.core.signals import request_started

            from intake.phone.simulator.network import listen

            # Whoever serves requests is the web process, and so the home of the simulated network.
            request_started.connect(lambda **_: listen(), weak=False, dispatch_uid="simulated network")
        from intake.desk.doors.recording import record_door_events
        from intake.desk.settings import witness  # noqa: F401
        from intake.vault import checks  # noqa: F401
        from intake.vault.watch import watch

        record_door_events()
        watch()
