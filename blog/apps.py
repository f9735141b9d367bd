from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = "Immigration updates"

    def ready(self) -> None:
        from wagtail.signals import task_submitted

        from blog import signals
        from blog.sign_off import mail
        from blog.tree import after_migrate

        signals.connect()
        task_submitted.connect(mail.task_started, dispatch_uid="blog.sign_off.mail")
        post_migrate.connect(after_migrate, sender=self)
