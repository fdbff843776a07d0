"""The link at the foot of a mail: signed, lasting, and good for one thing alone, stopping such mail."""

from dataclasses import dataclass

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeSerializer

SCOPES = ("all", "group", "thread")


@dataclass(frozen=True)
class Unsubscribing:
    """Whose mail, about what: everything, a group or a thread."""

    person_id: int
    scope: str
    number: int


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="unsubscribe")


def unsubscribe_url(what: Unsubscribing) -> str:
    """The address; nothing of it is kept anywhere, the site's key alone makes it."""
    token = _signer().dumps([what.person_id, what.scope, what.number])
    return url_for("notifications.unsubscribe", token=token, _external=True)


def read_link(token: str) -> Unsubscribing | None:
    """What a link stops; None for one the site has not made."""
    try:
        person_id, scope, number = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return Unsubscribing(int(person_id), str(scope), int(number)) if scope in SCOPES else None
