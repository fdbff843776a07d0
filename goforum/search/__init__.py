"""One search over everything a person may see, in three languages."""

from flask import Flask


def register(app: Flask) -> None:
    """Open the index of this site, hear what changes, add the page."""
    from goforum.search import engine, listeners, models, views

    assert models
    assert listeners
    engine.init_engine(app)
    app.register_blueprint(views.bp)
