"""People: sign-up, sign-in, preferences, leaving."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes, the session loader and the words of this feature."""
    from goforum.accounts import models, sessions, sockets, views

    assert models and sockets
    sessions.init_sessions(app)
    app.register_blueprint(views.bp)
