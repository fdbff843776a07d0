"""Sentences that several layers say, in one place so that they do not drift."""

from typing import Any

from flask_babel import lazy_gettext as _l


def log_in_first() -> Any:
    return _l("Sign in to take part.")
