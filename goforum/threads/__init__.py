"""Discussions: threads and their posts, where each reader is, what they are about."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.threads.spots import register_places
    from goforum.threads.views import PACE, bp

    register_places()
    app.register_blueprint(bp)
    # Asked at every letter typed: faster than fingers is no person.
    limited = app.extensions["goforum_limiter"].limit(PACE)
    app.view_functions["threads.complete"] = limited(app.view_functions["threads.complete"])
    app.view_functions["threads.preview"] = limited(app.view_functions["threads.preview"])
