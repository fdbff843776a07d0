"""Meetings: planned, answered, held in a live room, and kept."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the tables, routes and socket events of this feature."""
    from goforum.meetings import models, sockets, views

    assert models
    assert sockets
    app.register_blueprint(views.bp)
