"""Forum, thematic working groups, committees: who belongs, in which role, speaking for whom."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.groups.views import bp

    app.register_blueprint(bp)
