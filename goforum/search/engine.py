"""Which index this application uses."""

from typing import cast

from flask import Flask, current_app

from goforum.config import Settings
from goforum.search.backend import SearchBackend
from goforum.search.whoosh_backend import WhooshBackend

NAME = "goforum_search"


def init_engine(app: Flask) -> None:
    """Give the application its index, under the data directory; it is opened at the first question."""
    settings: Settings = app.config["SETTINGS"]
    app.extensions[NAME] = WhooshBackend(settings.data_dir / "search")


def backend() -> SearchBackend:
    """The index of the present application."""
    return cast("SearchBackend", current_app.extensions[NAME])
