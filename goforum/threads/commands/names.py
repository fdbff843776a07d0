"""The words by which people and organisations are found while somebody types ``@``."""

from sqlalchemy import delete, select

from goforum.accounts.queries import people_by_ids
from goforum.core.commands import command
from goforum.core.db import db
from goforum.organisations.models import OrganisationName
from goforum.threads.models import NameWord
from goforum.threads.naming import name_words


def _index(kind: str, target_id: int, words: set[str]) -> None:
    db.session.execute(delete(NameWord).where(NameWord.kind == kind, NameWord.target_id == target_id))
    db.session.add_all(NameWord(kind=kind, target_id=target_id, word=word) for word in sorted(words))
    db.session.flush()


@command
def index_person(person_id: int) -> None:
    """Find this person by the name and handle they have now."""
    card = people_by_ids([person_id]).get(person_id)
    _index("person", person_id, name_words([card.name, card.handle]) if card else set())


@command
def index_organisation(organisation_id: int) -> None:
    """Find this organisation by every name it has or had."""
    names = db.session.execute(
        select(OrganisationName.name_ar, OrganisationName.name_fr, OrganisationName.name_en,
               OrganisationName.short_name).where(OrganisationName.organisation_id == organisation_id)).all()
    _index("organisation", organisation_id, name_words(name for row in names for name in row))
