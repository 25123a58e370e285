"""The project's settings, with what a test run must not share with a running installation."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="reviewapp-tests-"))
os.environ.setdefault(
    "SECRET_KEY", "only-for-tests-and-long-enough-to-please-the-deployment-check-0123456789"
)
if "TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

from config.settings import *  # noqa: F403
from config.settings import STORAGES

# Hashed names need collectstatic; the tests read the files where they stand.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
