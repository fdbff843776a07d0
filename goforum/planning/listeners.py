"""What planning hears: somebody signed out everywhere."""

from goforum.accounts.events import SignedOutEverywhere
from goforum.core.events import inside
from goforum.planning.commands import end_calendar


@inside(SignedOutEverywhere)
def end_secret_address(event: SignedOutEverywhere) -> None:
    """Whoever has the address of their calendar reads it: signing out everywhere ends that too."""
    end_calendar(event.person_id)
