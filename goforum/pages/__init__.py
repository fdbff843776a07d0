"""Pages that show several features: home, group front, commitment page; and the site's own pages."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the pages."""
    from goforum.pages import files  # noqa: F401 - adds its routes
    from goforum.pages.views import bp

    app.register_blueprint(bp)
