"""What threads hear from other features: names they have drawn and that changed."""

from goforum.accounts.events import PersonRegistered, PreferencesChanged
from goforum.commitments.events import CommitmentChanged, PlanChanged
from goforum.core.events import after, inside
from goforum.organisations.events import OrganisationAdded, OrganisationRenamed
from goforum.threads import commands, drawing


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


@inside(PersonRegistered)
def find_new_people(event: PersonRegistered) -> None:
    """Somebody can be found while their name is typed."""
    commands.index_person(event.person_id)


@inside(PreferencesChanged)
def find_people_by_new_names(event: PreferencesChanged) -> None:
    """The same after a change of name."""
    commands.index_person(event.person_id)


@inside(OrganisationAdded)
def find_new_organisations(event: OrganisationAdded) -> None:
    """The same for organisations."""
    commands.index_organisation(event.organisation_id)


@inside(OrganisationRenamed)
def find_organisations_by_new_names(event: OrganisationRenamed) -> None:
    """The same, by old and new name."""
    commands.index_organisation(event.organisation_id)
