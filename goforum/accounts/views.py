"""Sign-up, sign-in, mailed links, preferences, sessions."""

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from goforum.accounts import commands, forms, passwords, queries, sessions
from goforum.accounts.models import Purpose
from goforum.accounts.rules import may_administer, may_try_to_sign_in, password_fault
from goforum.core.i18n import COOKIE, language
from goforum.core.paging import int_arg
from goforum.core.rules import Gone, Invalid, No, TooMany, require
from goforum.core.templating import THEME_COOKIE
from goforum.core.web import keep_private, person_id, safe_next, see_other, viewer

bp = Blueprint("accounts", __name__)
A_YEAR = 365 * 24 * 3600


def _password_ok(form: Any, *personal: str) -> bool:
    """Judge a new password beside its field."""
    fault = password_fault(form.password.data, personal=(*personal, current_app.config["SITE_NAME"], "goforum"),
                           common=passwords.common_passwords())
    if fault is not None:
        form.password.errors = [*form.password.errors, fault]
    return fault is None


@bp.before_request
def _private() -> None:
    keep_private()


@bp.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Any:
    """Make an account. The answer is the same whether or not the address was known."""
    if not viewer().is_visitor:
        return see_other("pages.home")
    form = forms.SignUpForm()
    if form.validate_on_submit() and _password_ok(form, form.name.data, form.email.data.partition("@")[0]):
        hashed = passwords.hash_password(form.password.data)
        commands.register(name=form.name.data, email=form.email.data, password_hash=hashed,
                          language=language(), zone=current_app.config["SETTINGS"].default_zone)
        return see_other("accounts.check_mail", why="confirm")
    return render_template("accounts/sign_up.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/check-mail")
def check_mail() -> Any:
    """What to do now: look at one's mailbox."""
    why = "reset" if request.args.get("why") == "reset" else "confirm"
    return render_template("accounts/check_mail.html", why=why)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    """Open a session with an address and a password."""
    target = safe_next(url_for("pages.home"))
    if not viewer().is_visitor:
        return redirect(target, 303)
    form = forms.SignInForm()
    if form.validate_on_submit():
        key = _open_session(form.email.data.strip().lower(), form.password.data)
        if key:
            sessions.sign_in_browser(key)
            response = redirect(target, 303)
            # The account's own language speaks from now on, not the one clicked before signing in.
            response.delete_cookie(COOKIE)
            return response
        form.password.errors = [_("The address or the password is not right.")]
    return render_template("accounts/sign_in.html", form=form, next=target), 422 if form.is_submitted() else 200


def _open_session(email: str, password: str) -> str | None:
    known = queries.find_credentials(email)
    right = _is_password(email, known[1] if known else None, password)
    return commands.start_session(known[0]) if right and known else None


def _is_password(email: str, stored: str | None, password: str) -> bool:
    """Whether this is the password, at the pace at which an account, or an address, may guess."""
    address = get_remote_address()
    _not_too_many(email, address)
    attempt = commands.note_attempt(email, address)
    try:
        _not_too_many(email, address, before=attempt)
    except TooMany:
        commands.forget_attempt(attempt)
        raise
    right = passwords.verify(stored, password)
    if right:
        commands.forget_attempt(attempt)
    return right


def _not_too_many(email: str, address: str, **ahead: int) -> None:
    verdict = may_try_to_sign_in(*queries.count_failures(email, address, **ahead))
    if isinstance(verdict, No):
        raise TooMany(verdict.reason)


@bp.post("/sign-out")
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


@bp.route("/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> Any:
    """The mailed link of a new account: reading it changes nothing, the button confirms."""
    token_id = sessions.read_token(token, Purpose.CONFIRM)
    if token_id is None or (request.method == "GET" and not queries.find_token(token_id, Purpose.CONFIRM)):
        raise Gone(_("This link has been used or is too old. Ask for a new one."))
    form = forms.EmptyForm()
    if form.validate_on_submit():
        commands.confirm_email(token_id)
        flash(_("Your address is confirmed. You can take part now."))
        return see_other("pages.home" if not viewer().is_visitor else "accounts.sign_in")
    return render_template("accounts/confirm.html", form=form)


@bp.post("/confirm-again")
def confirm_again() -> Any:
    """Mail the confirmation link again."""
    commands.resend_confirmation(person_id())
    return see_other("accounts.check_mail", why="confirm")


@bp.route("/forgotten", methods=["GET", "POST"])
def forgotten() -> Any:
    """Ask for a link to choose a new password."""
    form = forms.AskResetForm()
    if form.validate_on_submit():
        commands.request_reset(form.email.data)
        return see_other("accounts.check_mail", why="reset")
    return render_template("accounts/forgotten.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/reset/<token>", methods=["GET", "POST"])
def reset(token: str) -> Any:
    """Choose a new password from the mailed link."""
    token_id = sessions.read_token(token, Purpose.RESET)
    if token_id is None or (request.method == "GET" and not queries.find_token(token_id, Purpose.RESET)):
        raise Gone(_("This link has been used or is too old. Ask for a new one."))
    form = forms.NewPasswordForm()
    if form.validate_on_submit() and _password_ok(form):
        commands.reset_password(token_id, password_hash=passwords.hash_password(form.password.data))
        sessions.sign_out_browser()
        flash(_("Your password is changed. Sign in with the new one."))
        return see_other("accounts.sign_in")
    return render_template("accounts/reset.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/account", methods=["GET", "POST"])
def preferences() -> Any:
    """One's own name, language, zone, devices."""
    me = person_id()
    person = queries.get_person_row(me)
    form = forms.PreferencesForm(obj=person)
    if form.validate_on_submit():
        commands.change_preferences(me, name=form.name.data, language=form.language.data, zone=form.zone.data)
        g.lang = form.language.data
        flash(_("Your preferences are saved."))
        response = see_other("accounts.preferences")
        response.delete_cookie(COOKIE)
        return response
    return render_template(
        "accounts/preferences.html", form=form, person=person, devices=queries.list_sessions(me),
        everywhere=forms.EverywhereForm(formdata=None), change=forms.ChangePasswordForm(formdata=None),
    ), 422 if form.is_submitted() else 200


@bp.post("/account/password")
def change_password() -> Any:
    """A new password for someone who knows the present one."""
    me = person_id()
    person = queries.get_person_row(me)
    form = forms.ChangePasswordForm()
    if form.validate_on_submit() and _password_ok(form, person.name, person.email.partition("@")[0]):
        if _is_password(person.email, person.password_hash, form.current.data):
            hashed = passwords.hash_password(form.password.data)
            commands.change_password(me, password_hash=hashed, keep_session=viewer().session_id)
            flash(_("Your password is changed. Your other devices are signed out."))
            return see_other("accounts.preferences")
        form.current.errors = [_("This is not your present password.")]
    return render_template("accounts/password.html", form=form), 422


@bp.post("/theme")
def theme() -> Response:
    """Light, dark or as the device says; kept in a cookie, and in the account of who has one."""
    chosen = request.form.get("theme", "system")
    if chosen not in {"light", "dark", "system"}:
        raise Invalid({"theme": _("Choose one of the list.")})
    me = viewer()
    if me.id is not None:
        commands.change_theme(me.id, chosen)
    response = redirect(safe_next(url_for("pages.home")), 303)
    response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True,
                        secure=current_app.config["SESSION_COOKIE_SECURE"])
    return response


@bp.get("/people")
def people() -> Any:
    """Accounts, for administrators."""
    require(may_administer(viewer()))
    rows = queries.page_people(int_arg("after", 0) or 0)
    return render_template("accounts/people.html", people=rows[:50], more=rows[49].id if len(rows) > 50 else None,
                           form=forms.SuspendForm(formdata=None))


@bp.post("/people/<int:person_id>/suspend")
def suspend(person_id: int) -> Any:
    """Suspend an account for some days."""
    form = forms.SuspendForm()
    require(may_administer(viewer()))
    if not form.validate_on_submit():
        raise Invalid({"days": _("Write a number of days, from 1 to 3650.")})
    commands.suspend(viewer(), person_id, days=form.days.data)
    flash(_("The account is suspended."))
    return see_other("accounts.people")


@bp.post("/people/<int:person_id>/lift")
def lift(person_id: int) -> Any:
    """End a suspension."""
    commands.lift_suspension(viewer(), person_id)
    flash(_("The suspension is lifted."))
    return see_other("accounts.people")
