"""What planning hears: somebody signed out everywhere, a point was taken out of an agenda."""

from sqlalchemy import update

from goforum.accounts.events import SignedOutEverywhere
from goforum.core.db import db
from goforum.core.events import inside
from goforum.meetings.events import PointTakenOut
from goforum.planning.commands import end_calendar
from goforum.planning.models import OfferedPoint


@inside(SignedOutEverywhere)
def end_secret_address(event: SignedOutEverywhere) -> None:
    """Whoever has the address of their calendar reads it: signing out everywhere ends that too."""
    end_calendar(event.person_id)


@inside(PointTakenOut)
def forget_place_on_agenda(event: PointTakenOut) -> None:
    """A proposed point that was accepted and then taken out was accepted all the same; it stands nowhere now."""
    db.session.execute(update(OfferedPoint).where(OfferedPoint.item_id == event.item_id).values(item_id=None)
                       .execution_options(synchronize_session=False))
