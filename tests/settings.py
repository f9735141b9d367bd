"""The real settings, made quick: a cheap password hasher, tasks at once, plain static files."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("DEMO", "1")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
# A folder of its own for each process: two test processes must not drain one another's spool.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="amparo-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from firm.settings import *

STATIC_ROOT.mkdir()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SIMULATOR_LISTENS = False
PAGE_CACHE_SECONDS = 0  # every request looks
