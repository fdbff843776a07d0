"""Sockets of sessions that are over close at once here; other processes' sweeps follow within seconds."""

from goforum.accounts.events import PersonSuspended, SignedOut
from goforum.core.events import after
from goforum.core.sockets import kick


@after(SignedOut)
def close_signed_out(event: SignedOut) -> None:
    """The sessions ended: signed out, everywhere perhaps, or the password changed."""
    kick(session_ids=event.session_ids, reason="signed-out")


@after(PersonSuspended)
def close_suspended(event: PersonSuspended) -> None:
    """A suspended person hears nothing more."""
    kick(person_id=event.person_id, reason="standing")
