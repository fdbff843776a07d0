"""The log nobody edits: who did what, when."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.audit.views import bp

    app.register_blueprint(bp)
