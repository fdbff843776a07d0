"""Being told: what happened to what one follows, in the site and by mail."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.notifications.views import bp

    app.register_blueprint(bp)
