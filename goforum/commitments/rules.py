"""Who keeps the plans."""

from datetime import datetime

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict


def may_manage_plans(*, admin: bool, confirmed: bool, suspended_until: datetime | None,
                     now: datetime) -> Verdict:
    """Administrators in good standing, until a proposal accepted by vote can do it."""
    if suspended_until is not None and now < suspended_until:
        return No("suspended", _l("Your account is suspended."))
    if not (admin and confirmed):
        return No("not-admin", _l("Only an administrator may do this."))
    return YES
