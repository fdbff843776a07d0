"""Who may add files. Pure."""

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict
from goforum.core.viewer import Viewer


def may_upload(viewer: Viewer) -> Verdict:
    """Add a file to what one writes: whoever has an account that may act. Where it may be shown is asked later."""
    if viewer.id is None:
        return No("visitor", _l("Sign in to take part."), help="log-in")
    if viewer.guest:
        return No("guest", _l("You are here as a guest of one meeting: this is for those who have an account."))
    if viewer.suspended:
        return No("suspended", _l("Your account is suspended: you can read, not write."))
    if not viewer.email_confirmed:
        return No("unconfirmed", _l("Confirm your e-mail address to take part."), help="confirm-email")
    return YES
