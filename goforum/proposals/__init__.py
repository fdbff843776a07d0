"""Proposals: a text a group may decide on, its versions, its way from draft to decision."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.proposals.spots import register_places
    from goforum.proposals.views import PACE, bp

    register_places()
    app.register_blueprint(bp)
    # Asked while people type.
    asked = app.extensions["goforum_limiter"].limit(PACE)
    app.view_functions["proposals.similar"] = asked(app.view_functions["proposals.similar"])
