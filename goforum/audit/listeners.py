"""Every event becomes a line of the log, inside the transaction that made it true."""

from dataclasses import fields

from goforum.audit.commands import record_act
from goforum.core.events import Event, inside

# Too many, and of no use to anyone who asks later what was done: the thing itself is its own record. A ballot in a
# secret box leaves no line at all: lines have times.
NOT_ACTS = frozenset({"MessageReacted", "MessageSaid", "NoteSaved", "PositionsMoved", "PostReacted", "PresenceCounted",
                      "ReactionWithdrawn", "RoomsRead", "SecretBoxGrew", "SignedIn"})
BASE = frozenset({"actor_id", "occurred_at", "group_id"})


@inside(Event)
def log_event(event: Event) -> None:
    """Write the event's kind and ids."""
    kind = type(event).__name__
    if kind in NOT_ACTS:
        return
    data = {f.name: getattr(event, f.name) for f in fields(event) if f.name not in BASE}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in data.items()}
    group_id = getattr(event, "group_id", None)
    record_act(kind, actor_id=event.actor_id, group_id=group_id, at=event.occurred_at,
               data={k: v if isinstance(v, (int, str, list, bool, type(None))) else str(v)
                     for k, v in plain.items()})
