"""The pages that gather several features, one query of each; and the site's own pages."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, render_template

from goforum.core.web import see_other
from goforum.pages.forms import KitForm

bp = Blueprint("pages", __name__)


@bp.get("/about")
def about() -> str:
    """What this site is, and its licence."""
    return render_template("pages/about.html")


@bp.get("/help", endpoint="help")
def help_page() -> str:
    """How to take part, step by step."""
    return render_template("pages/help.html")


@bp.get("/charter")
def charter() -> str:
    """How people are asked to speak to each other here."""
    return render_template("pages/charter.html")


@bp.get("/accessibility")
def accessibility() -> str:
    """What was tested for people with disabilities, and what was not."""
    return render_template("pages/accessibility.html")


@bp.get("/personal-data")
def privacy() -> str:
    """What is kept about a person, and who sees it."""
    return render_template("pages/privacy.html")


@bp.get("/offline")
def offline() -> str:
    """What the service worker shows when the network is away and the page was never read."""
    return render_template(
        "errors/error.html", code=0, reason="", help=None, error_code="offline", typed={}, request_id="")


@bp.route("/kit", methods=["GET", "POST"])
def kit() -> Any:
    """The board of components, for tests and for whoever writes a template; not served in production."""
    if current_app.config["SETTINGS"].is_production:
        abort(404)
    form = KitForm()
    if form.validate_on_submit():
        flash("Sent.")
        return see_other("pages.kit")
    return render_template("pages/kit.html", form=form), 422 if form.is_submitted() else 200
