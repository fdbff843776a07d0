"""Stored bytes: what people add to what they write. Knows nothing of who shows a file, and to whom."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the route that takes files, and let the forms that carry files be longer than others."""
    from goforum.files.limits import allow_long_bodies
    from goforum.files.views import bp

    app.register_blueprint(bp)
    # Before anything reads the form: Flask asks these first of all.
    app.url_value_preprocessor(allow_long_bodies)
