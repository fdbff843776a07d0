"""People: sign-up, sign-in, preferences, leaving."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes, the session loader and the words of this feature."""
    from goforum.accounts.sessions import init_sessions
    from goforum.accounts.views import bp

    init_sessions(app)
    app.register_blueprint(bp)
