"""Plans and their versions, commitments, milestones: what everything else is about."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.commitments import models, views

    assert models
    app.register_blueprint(views.bp)
