"""Proposals: a text a group may decide on, its versions, its way from draft to decision."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes and the listeners of this feature."""
    from goforum.proposals import listeners, models, views

    assert models
    assert listeners
    app.register_blueprint(views.bp)
