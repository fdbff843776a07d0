"""Who keeps the list of organisations."""

from datetime import datetime

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict


def may_manage_organisations(*, admin: bool, confirmed: bool, suspended_until: datetime | None,
                             now: datetime) -> Verdict:
    """Administrators in good standing."""
    if suspended_until is not None and now < suspended_until:
        return No("suspended", _l("Your account is suspended."))
    if not (admin and confirmed):
        return No("not-admin", _l("Only an administrator may do this."))
    return YES
