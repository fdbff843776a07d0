"""Discussions: threads and their posts, where each reader is, what they are about."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.threads.views import bp

    app.register_blueprint(bp)
