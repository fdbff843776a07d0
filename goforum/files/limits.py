"""How much is taken, from the settings; and which forms may therefore be longer than others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from flask import current_app, request

from goforum.config import Settings
from goforum.core.security import MAX_BODY
from goforum.core.web import viewer

View = TypeVar("View", bound=Callable[..., Any])
# So many files of the full size in one form sent without scripts; scripts send each file by itself.
FULL_SIZE_IN_A_FORM = 3


@dataclass(frozen=True)
class Limits:
    """What one file, one post, one person in a day may hold; how long a file that nothing refers to is kept."""

    file_bytes: int
    post_files: int
    day_bytes: int
    grace: timedelta


def limits() -> Limits:
    """The limits of this site."""
    settings: Settings = current_app.config["SETTINGS"]
    return Limits(settings.file_max_bytes, settings.files_per_post, settings.file_bytes_per_day,
                  timedelta(hours=settings.file_grace_hours))


def takes_files(view: View) -> View:
    """Mark a view whose form carries files."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def allow_long_bodies(endpoint: str | None, _values: Any) -> None:
    """A form that carries files may be long, when somebody with an account sends it."""
    if request.method != "POST" or endpoint is None:
        return
    view = current_app.view_functions.get(endpoint)
    if getattr(view, "takes_files", False) and viewer().id is not None:
        request.max_content_length = FULL_SIZE_IN_A_FORM * limits().file_bytes + MAX_BODY
