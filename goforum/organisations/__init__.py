"""Public bodies and civil-society organisations, with their names over time."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.organisations.views import bp

    app.register_blueprint(bp)
