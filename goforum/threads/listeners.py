"""What threads hear from other features: names they have drawn and that changed."""

from goforum.accounts.events import PreferencesChanged
from goforum.commitments.events import CommitmentChanged, PlanChanged
from goforum.core.events import after
from goforum.organisations.events import OrganisationRenamed
from goforum.threads import drawing


@after(PreferencesChanged)
def draw_new_names_of_people(_event: PreferencesChanged) -> None:
    """Somebody may have a new name: what this process keeps may still show the old one."""
    drawing.forget()


@after(OrganisationRenamed)
def draw_new_names_of_organisations(_event: OrganisationRenamed) -> None:
    """The same for organisations."""
    drawing.forget()


@after(CommitmentChanged)
def draw_new_commitments(_event: CommitmentChanged) -> None:
    """The same for commitments."""
    drawing.forget()


@after(PlanChanged)
def draw_new_plans(_event: PlanChanged) -> None:
    """The same for plans."""
    drawing.forget()
