"""Meetings: planned, answered, held in a live room, and kept."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.meetings.views import PACE, bp

    app.register_blueprint(bp)
    # The form is the socket's stand-in, and no faster way in.
    limited = app.extensions["goforum_limiter"].limit(PACE)
    for door in ("meetings.say", "meetings.react", "meetings.ask_floor"):
        app.view_functions[door] = limited(app.view_functions[door])
