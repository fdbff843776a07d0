"""The pages that gather several features, one query of each; and the site's own pages."""

from flask import Blueprint, abort, current_app, render_template

bp = Blueprint("pages", __name__)


@bp.get("/kit")
def kit() -> str:
    """The board of components, for tests and for whoever writes a template; not served in production."""
    if current_app.config["SETTINGS"].is_production:
        abort(404)
    return render_template("pages/kit.html")
