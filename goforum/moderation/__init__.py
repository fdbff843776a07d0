"""Reports, one queue, decisions with their reasons, appeals, the public log."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.moderation.views import bp

    app.register_blueprint(bp)
