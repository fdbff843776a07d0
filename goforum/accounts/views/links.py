"""Mailed links: asked for at one door, used at another. Reading one changes nothing; the button behind it acts."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from goforum.accounts import commands, forms, passwords, queries, sessions
from goforum.accounts.models import Purpose
from goforum.accounts.views.base import bp, keep_pace, password_ok
from goforum.accounts.views.signing import welcome
from goforum.core.rules import Gone
from goforum.core.web import caller, person_id, safe_next, see_other, viewer

REASONS = ("confirm", "reset", "sign-in")


@bp.get("/check-mail")
def check_mail() -> Any:
    """What to do now: look at one's mailbox."""
    why = request.args.get("why")
    return render_template("accounts/check_mail.html", why=why if why in REASONS else "confirm")


def _number(token: str, purpose: Purpose) -> int:
    """The number behind a mailed link; its address is a secret, which no other page is told."""
    g.secret_address = True
    number = sessions.read_token(token, purpose)
    if number is None or (request.method == "GET" and not queries.find_token(number, purpose)):
        raise Gone(_("This link has been used or is too old. Ask for a new one."))
    return number


def _aim(number: int, purpose: Purpose) -> str:
    token = queries.find_token(number, purpose)
    return sessions.unpark(token.aim if token else None)


@bp.route("/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> Any:
    """The mailed link of a new account: it names the account; the button confirms."""
    number = _number(token, Purpose.CONFIRM)
    form = forms.EmptyForm()
    if form.validate_on_submit():
        aim = _aim(number, Purpose.CONFIRM)
        commands.confirm_email(number)
        flash(_("Your address is confirmed. You can take part now."))
        return redirect(aim if not viewer().is_visitor else url_for("accounts.sign_in", next=aim), 303)
    return render_template("accounts/confirm.html", form=form, token=token, claim=queries.find_claim(number))


@bp.post("/confirm/<token>/not-me")
def not_me(token: str) -> Any:
    """The account was made with someone else's address: its owner erases it."""
    commands.disown(_number(token, Purpose.CONFIRM))
    flash(_("The account is erased. Nobody can sign in with it."))
    return see_other("pages.home")


@bp.post("/confirm-again")
def confirm_again() -> Any:
    """Mail the confirmation link again."""
    commands.resend_confirmation(person_id())
    return see_other("accounts.check_mail", why="confirm")


def _ask(form: forms.AskLinkForm, purpose: Purpose, target: str) -> None:
    """Note the question, at a pace that is the same whether or not the address has an account."""
    email = form.email.data.strip().lower()
    keep_pace(f"{purpose}:{email}", f"{purpose}:{caller()}", lambda: False)
    commands.ask_for_link(email, purpose, aim=sessions.park(target))


@bp.route("/forgotten", methods=["GET", "POST"])
def forgotten() -> Any:
    """Ask for a link to choose a new password."""
    form = forms.AskLinkForm()
    if form.validate_on_submit():
        _ask(form, Purpose.RESET, safe_next("/"))
        return see_other("accounts.check_mail", why="reset")
    return render_template("accounts/forgotten.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/reset/<token>", methods=["GET", "POST"])
def reset(token: str) -> Any:
    """Choose a new password from the mailed link."""
    number = _number(token, Purpose.RESET)
    form = forms.NewPasswordForm()
    if form.validate_on_submit() and password_ok(form):
        aim = _aim(number, Purpose.RESET)
        commands.reset_password(number, password_hash=passwords.hash_password(form.password.data))
        sessions.sign_out_browser()
        flash(_("Your password is changed. Sign in with the new one."))
        return redirect(url_for("accounts.sign_in", next=aim), 303)
    return render_template("accounts/reset.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/sign-in/link", methods=["GET", "POST"])
def ask_link() -> Any:
    """Ask for a link that signs in, without a password."""
    target = safe_next(url_for("pages.home"))
    if not viewer().is_visitor:
        return redirect(target, 303)
    form = forms.AskLinkForm()
    if form.validate_on_submit():
        _ask(form, Purpose.SIGN_IN, target)
        return see_other("accounts.check_mail", why="sign-in")
    return render_template("accounts/ask_link.html", form=form, next=target), 422 if form.is_submitted() else 200


@bp.route("/enter/<token>", methods=["GET", "POST"])
def by_link(token: str) -> Any:
    """The mailed link that signs in, on this device or another: the button opens the session, once."""
    number = _number(token, Purpose.SIGN_IN)
    form = forms.EmptyForm()
    if form.validate_on_submit():
        aim, proved = _aim(number, Purpose.SIGN_IN), queries.has_proved(number)
        response = welcome(commands.sign_in_by_link(number), aim)
        if not proved:
            flash(_("Your address is confirmed. The password that was given with it before no longer works: choose"
                    " one under “I forgot my password” if you want one."))
        return response
    return render_template("accounts/by_link.html", form=form)
