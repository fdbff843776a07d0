"""One search over everything a person may see, in three languages."""

from flask import Flask


def register(app: Flask) -> None:
    """Open the index of this site and add the page."""
    from goforum.search.engine import init_engine
    from goforum.search.views import bp

    init_engine(app)
    app.register_blueprint(bp)
