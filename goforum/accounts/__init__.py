"""People: sign-up, sign-in, preferences, leaving."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes, the session loader and the words of this feature."""
    from goforum.accounts import models, sessions, views

    assert models
    sessions.init_sessions(app)
    app.register_blueprint(views.bp)
