"""What groups hear from below: an account that is erased belongs nowhere."""

from goforum.accounts.events import PersonErased
from goforum.core.events import inside
from goforum.groups.commands import forget_person


@inside(PersonErased)
def end_memberships(event: PersonErased) -> None:
    """End every membership of the erased person."""
    forget_person(event.person_id)
