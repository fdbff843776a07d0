"""Discussions: threads and their posts, where each reader is, what they are about."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.threads import listeners, models, views

    assert models
    assert listeners
    app.register_blueprint(views.bp)
