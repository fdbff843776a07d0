"""Plans and their versions, commitments, milestones: what everything else is about."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes and the names of themes."""
    from goforum.commitments.themes import theme_name
    from goforum.commitments.views import bp

    app.jinja_env.globals["theme_name"] = theme_name
    app.register_blueprint(bp)
