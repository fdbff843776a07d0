"""What the doors of accounts share: judging passwords, and the pace at which they may be guessed."""

from typing import Any

from flask import Blueprint, current_app, request

from goforum.accounts import commands, passwords, queries, sessions
from goforum.accounts.rules import may_try_to_sign_in, password_fault
from goforum.core.rules import No, TooMany
from goforum.core.web import caller, keep_private

bp = Blueprint("accounts", __name__)
A_YEAR = 365 * 24 * 3600


def password_ok(form: Any, *personal: str) -> bool:
    """Judge a new password beside its field."""
    fault = password_fault(form.password.data, personal=(*personal, current_app.config["SITE_NAME"], "goforum"),
                           common=passwords.common_passwords())
    if fault is not None:
        form.password.errors = [*form.password.errors, fault]
    return fault is None


@bp.before_request
def _private() -> None:
    keep_private()


def is_password(person_id: int | None, email: str, stored: str | None, password: str) -> bool:
    """Whether this is the password, at the pace at which an account, or an address, may guess.

    A browser that has signed in to this account before is counted by itself: others' wrong guesses do not lock
    the owner out, and it guesses no faster than anyone.
    """
    device = sessions.read_device(request.cookies.get(sessions.DEVICE_COOKIE), person_id, stored)
    return keep_pace(f"{device}:{email}" if device else email, device or caller(),
                     lambda: passwords.verify(stored, password))


def keep_pace(account: str, address: str, look: Any) -> bool:
    """Look at a try, unless there were too many; a wrong one counts against the account and the address."""
    _not_too_many(account, address)
    attempt = commands.note_attempt(account, address)
    try:
        _not_too_many(account, address, before=attempt)
    except TooMany:
        commands.forget_attempt(attempt)
        raise
    right = bool(look())
    if right:
        commands.forget_attempt(attempt)
    return right


def _not_too_many(account: str, address: str, **ahead: int) -> None:
    verdict = may_try_to_sign_in(*queries.count_failures(account, address, **ahead))
    if isinstance(verdict, No):
        raise TooMany(verdict.reason)
