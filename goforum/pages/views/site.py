"""The pages that gather several features, one query of each; and the site's own pages."""

from typing import Any

from flask import abort, current_app, flash, render_template, request

from goforum.commitments import queries as commitments
from goforum.core.web import keep_private, see_other, viewer
from goforum.pages import queries
from goforum.pages.forms import KitForm
from goforum.pages.sources import read_source
from goforum.pages.views.base import bp

KEYS_COOKIE = "gf_keys"
A_YEAR = 365 * 24 * 3600


@bp.get("/")
def home() -> Any:
    """What needs me, for a person; what this is, for a visitor."""
    me = viewer()
    if me.is_visitor:
        return render_template("pages/home_visitor.html", home=queries.home_of_visitor())
    found = queries.home_of_member(me)
    if found.private:
        keep_private()
    return render_template("pages/home_member.html", home=found)


@bp.get("/commitments/<int:commitment_id>")
def commitment(commitment_id: int) -> Any:
    """A commitment and everything about it that the person may read."""
    page = commitments.get_commitment(commitment_id)
    links = queries.commitment_links(page, viewer().id)
    if links.private:
        keep_private()
    return render_template("pages/commitment.html", page=page, links=links, source=read_source)


@bp.route("/keys", methods=["GET", "POST"])
def keys() -> Any:
    """The keys that do something by themselves, and the switch that takes them all away."""
    if request.method == "GET":
        return render_template("pages/keys.html", on=request.cookies.get(KEYS_COOKIE) != "off")
    answer = see_other("pages.keys")
    # Read by the scripts of this browser alone: whoever speaks to their device switches the keys off there.
    answer.set_cookie(KEYS_COOKIE, "off" if request.form.get("keys") == "off" else "on", max_age=A_YEAR,
                      samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"])
    return answer


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
