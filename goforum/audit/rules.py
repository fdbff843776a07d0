"""Why a mail or a job was given up, in words that say what to do; of its technical words what nobody is named by."""

import re
from typing import Any, Final

from goforum.core.i18n import _l

# Templates of mail, as whoever runs the site knows them; a test holds that none is missing.
MAILS: Final[dict[str, Any]] = {
    "accounts/already": _l("Word that an address has an account already"),
    "accounts/confirm": _l("Link that confirms an address"),
    "accounts/reset": _l("Link for a new password"),
    "accounts/sign_in": _l("Link to sign in"),
    "groups/invitation": _l("Invitation to a group"),
    "meetings/guest": _l("Invitation of a guest to a meeting"),
    "meetings/guest_news": _l("Word to a guest that a meeting moved or is cancelled"),
    "moderation/decision": _l("Decision of the moderators"),
    "moderation/dismissal": _l("Answer to a report"),
    "moderation/reversal": _l("Decision of the moderators, taken back"),
    "notifications/news": _l("News and reminders"),
    "workshops/seat": _l("A place at a workshop, for the calendar"),
}
# Their links run out within a day: sent later, they say so to whoever opens them.
SHORT_LIVED: Final = frozenset({"accounts/confirm", "accounts/reset", "accounts/sign_in"})
_AWAY = frozenset({"BrokenPipeError", "ConnectionAbortedError", "ConnectionRefusedError", "ConnectionResetError",
                   "OSError", "SMTPConnectError", "SMTPServerDisconnected", "TimeoutError", "gaierror", "herror"})
_REASONS: Final[dict[str, Any]] = {
    "SMTPRecipientsRefused": _l("The mail server refused the address. Trying again helps only if that has changed."),
    "SMTPSenderRefused": _l("The mail server refused the sender. Look at GOFORUM_MAIL_FROM."),
    "SMTPAuthenticationError": _l("The mail server refused the user or the password of GOFORUM_SMTP_URL."),
    "SMTPNotSupportedError": _l("The mail server lacks something that the settings ask for. Look at GOFORUM_SMTP_URL."),
    "SSLCertVerificationError": _l("The certificate of the mail server cannot be trusted."),
    "SMTPHeloError": _l("The mail server refused the message."),
    "SMTPDataError": _l("The mail server refused the message."),
    "SMTPResponseException": _l("The mail server refused the message."),
}
_LOCAL_PART = re.compile(r"[^\s<>'\"(){}\[\],:;@]+@")


def _class_of(error: str) -> str:
    return error.partition(":")[0].strip()


def reason_of(kind: str, error: str) -> Any:
    """A sentence for whoever runs the site."""
    name = _class_of(error)
    if kind == "mail" and name in _AWAY:
        return _l("The mail server could not be reached. Look at GOFORUM_SMTP_URL, and whether it answers.")
    if kind == "mail" and name in _REASONS:
        return _REASONS[name]
    return _l("The program failed. Its log says where; an update may mend it.")


def technical(kind: str, error: str) -> str:
    """What a technician asks for: a mail server's answer without the names in addresses, else the kind of error alone.

    The words of any other error may hold what somebody wrote.
    """
    name = _class_of(error)
    if kind == "mail" and (name in _AWAY or name in _REASONS):
        return _LOCAL_PART.sub("…@", error)
    return name
