"""The tests' settings, but with the page cache as a firm runs it; SQLite, whatever the environment says."""

import os

os.environ["DATABASE_URL"] = ""

from tests.settings import *

PAGE_CACHE_SECONDS = 0.5
ROOT_URLCONF = "tests.bench.urls"
LOGGING["root"]["level"] = "ERROR"
