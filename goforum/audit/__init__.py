"""The log nobody edits: who did what, when."""

from flask import Flask


def register(app: Flask) -> None:
    """Listen to every event, and show the log to administrators."""
    from goforum.audit import listeners, models, views

    assert models
    assert listeners
    app.register_blueprint(views.bp)
