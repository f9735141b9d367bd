from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = "Immigration updates"

    def ready(self) -> None:
        from blog.tree import after_migrate

        post_migrate.connect(after_migrate, sender=self)
