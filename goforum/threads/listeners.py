"""What threads hear from other features: names they have drawn and that changed."""

from goforum.accounts.events import PreferencesChanged
from goforum.commitments.events import CommitmentChanged, PlanChanged
from goforum.core.events import Event, after
from goforum.organisations.events import OrganisationRenamed
from goforum.threads import drawing


@after(PreferencesChanged)
@after(OrganisationRenamed)
@after(CommitmentChanged)
@after(PlanChanged)
def draw_with_new_names(_event: Event) -> None:
    """Somebody or something may have a new name: what this process keeps may still show the old one."""
    drawing.forget()
