"""Pure rules about people and passwords."""

from datetime import datetime, timedelta

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict
from goforum.core.viewer import Viewer

MIN_PASSWORD = 10
MAX_PASSWORD = 200
SESSION_LIFE = timedelta(days=30)
IDLE_LIFE = timedelta(days=14)
CONFIRM_LIFE = timedelta(hours=24)
RESET_LIFE = timedelta(hours=1)
SIGN_IN_LIFE = timedelta(minutes=15)
# How long a mailed link works, by what it is for (``models.Purpose``).
LINK_LIVES = {"confirm": CONFIRM_LIFE, "reset": RESET_LIFE, "sign_in": SIGN_IN_LIFE}
FAILURE_WINDOW = timedelta(minutes=5)
MAX_FAILURES = 10
MAILS_AN_HOUR = 3


def password_fault(password: str, *, personal: tuple[str, ...], common: frozenset[str]) -> object | None:
    """What is wrong with a new password, in words, or None. Length and commonness only: no composition rule."""
    if len(password) < MIN_PASSWORD:
        return _l("Use at least 10 characters. A short sentence is easy to remember.")
    if len(password) > MAX_PASSWORD:
        return _l("Use at most 200 characters.")
    lowered = password.casefold()
    if lowered in common or len(set(lowered)) < 4:
        return _l("This password is too common: it would be guessed at once. Choose another.")
    for word in personal:
        if len(word) >= 4 and word.casefold() in lowered and len(lowered) - len(word) < 6:
            return _l("This password is too close to your name, your address or this site's name.")
    return None


def may_try_to_sign_in(failures_of_account: int, failures_of_address: int) -> Verdict:
    """At most ten wrong passwords in five minutes for one account, and from one address."""
    if max(failures_of_account, failures_of_address) >= MAX_FAILURES:
        return No("too-many", _l("Too many attempts. Wait five minutes, or ask for a new password."))
    return YES


def is_suspended(suspended_until: datetime | None, now: datetime) -> bool:
    """Whether a suspension still holds."""
    return suspended_until is not None and now < suspended_until


def may_administer(viewer: Viewer) -> Verdict:
    """Site-wide settings and people: administrators who are confirmed and not suspended."""
    if viewer.is_visitor:
        return No("visitor", _l("Sign in to take part."), help="log-in")
    if viewer.suspended:
        return No("suspended", _l("Your account is suspended."))
    if not viewer.is_admin or not viewer.email_confirmed:
        return No("not-admin", _l("Only an administrator may do this."))
    return YES
