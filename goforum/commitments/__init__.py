"""Plans and their versions, commitments, milestones: what everything else is about."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.commitments import models, views
    from goforum.commitments.themes import theme_name

    assert models
    app.jinja_env.globals["theme_name"] = theme_name
    app.register_blueprint(views.bp)
