"""What moderation hears: texts that wait, and those that do not wait any more."""

from goforum.core.events import inside
from goforum.groups.events import JoinRequestAnswered, JoinRequested, JoinRequestWithdrawn
from goforum.moderation.commands import close_case, file_held, file_request
from goforum.moderation.commands.telling import tell_reversal
from goforum.moderation.events import DecisionReversed
from goforum.moderation.models import CaseKind, ThingKind
from goforum.threads.events import TextHeld, TextWithdrawn


@inside(TextHeld)
def queue_held_text(event: TextHeld) -> None:
    """It enters the queue in the transaction that made it wait: nothing waits where nobody looks."""
    file_held(event.waiting_id)


@inside(TextWithdrawn)
def drop_withdrawn_text(event: TextWithdrawn) -> None:
    """Its author took it back: nothing is left to decide."""
    close_case(event.actor_id, CaseKind.HELD, ThingKind.WAITING, event.waiting_id)


@inside(DecisionReversed)
def tell_of_reversal(event: DecisionReversed) -> None:
    """Whom it was about is told, whoever undid it and why."""
    tell_reversal(event.decision_id)


@inside(JoinRequested)
def queue_request(event: JoinRequested) -> None:
    """Somebody asks to join: the row leads to the group's own page, where it is answered."""
    file_request(event.request_id)


@inside(JoinRequestAnswered)
@inside(JoinRequestWithdrawn)
def drop_request(event: JoinRequestAnswered | JoinRequestWithdrawn) -> None:
    """It was answered there, or taken back."""
    close_case(event.actor_id, CaseKind.REQUEST, ThingKind.REQUEST, event.request_id)
