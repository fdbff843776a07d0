"""Making an account, signing in and out."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from goforum.accounts import commands, forms, passwords, queries, sessions
from goforum.accounts.views.base import bp, is_password, password_ok
from goforum.core.i18n import COOKIE, language
from goforum.core.web import guests_too, safe_next, see_other, viewer


@bp.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Any:
    """Make an account. The answer is the same whether or not the address was known."""
    target = safe_next(url_for("pages.home"))
    if not viewer().is_visitor:
        return redirect(target, 303)
    form = forms.SignUpForm()
    if form.validate_on_submit() and password_ok(form, form.name.data, form.email.data.partition("@")[0]):
        hashed = passwords.hash_password(form.password.data)
        commands.register(name=form.name.data, email=form.email.data, password_hash=hashed,
                          language=language(), zone=current_app.config["SETTINGS"].default_zone,
                          aim=sessions.park(target))
        return see_other("accounts.check_mail", why="confirm")
    return render_template("accounts/sign_up.html", form=form, next=target), 422 if form.is_submitted() else 200


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    """Open a session with an address and a password."""
    target = safe_next(url_for("pages.home"))
    if not viewer().is_visitor:
        return redirect(target, 303)
    form = forms.SignInForm()
    if form.validate_on_submit():
        email = form.email.data.strip().lower()
        known = queries.find_credentials(email)
        if is_password(known[0] if known else None, email, known[1] if known else None, form.password.data) and known:
            return welcome(commands.start_session(known[0]), target)
        form.password.errors = [_("The address or the password is not right.")]
    return render_template("accounts/sign_in.html", form=form, next=target), 422 if form.is_submitted() else 200


@bp.post("/sign-out")
@guests_too
def sign_out() -> Any:
    """End this session, or all of them."""
    me = viewer()
    if me.id is not None:
        everywhere = forms.EverywhereForm().everywhere.data
        commands.sign_out(me.id, None if everywhere else me.session_id)
    sessions.sign_out_browser()
    response = see_other("pages.home")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def welcome(key: str, target: str) -> Response:
    """Give this browser the session, remember the device, and lead on."""
    sessions.sign_in_browser(key)
    response = redirect(target, 303)
    # The account's own language speaks from now on, not the one clicked before signing in.
    response.delete_cookie(COOKIE)
    sessions.remember_device(response, request.cookies.get(sessions.DEVICE_COOKIE))
    return response
