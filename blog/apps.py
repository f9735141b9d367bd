from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = "Immigration updates"

    def ready(self) -> None:
        from blog import signals
        from blog.tree import after_migrate

        signals.connect()
        post_migrate.connect(after_migrate, sender=self)
