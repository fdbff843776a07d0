"""Proposals: a text a group may decide on, its versions, its way from draft to decision."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.proposals.views import bp

    app.register_blueprint(bp)
