"""Meetings: planned, answered, held in a live room, and kept."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.meetings.views import bp

    app.register_blueprint(bp)
