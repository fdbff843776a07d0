"""The places of proposals where a draft can be: a new one in a group, the text of one that is being changed, an
amendment."""

from collections.abc import Iterable
from functools import partial

from goforum.core import clock
from goforum.core.i18n import localised
from goforum.core.rules import require
from goforum.core.templating import link_to
from goforum.groups.queries import cards as group_cards
from goforum.groups.queries import readable_ids, standing
from goforum.proposals import queries, rules
from goforum.threads import places
from goforum.threads.places import Kind, Spot


def new_place(group_id: int) -> str:
    """Where a new proposal of this group is written."""
    return f"newproposal:{group_id}"


def edit_place(proposal_id: int) -> str:
    """Where the text of this proposal is changed."""
    return f"proposal:{proposal_id}"


def amend_place(proposal_id: int) -> str:
    """Where an amendment to this proposal is written."""
    return f"amendment:{proposal_id}"


def _ask_new(person_id: int, group_id: int) -> None:
    require(rules.may_propose(standing(person_id, group_id), clock.now()))


def _ask_edit(person_id: int, proposal_id: int) -> None:
    proposal, place = queries.get_proposal(proposal_id, person_id)
    require(rules.may_edit(place, proposal, clock.now(), queries.part_of(proposal, person_id)))


def _ask_amend(person_id: int, proposal_id: int) -> None:
    proposal, place = queries.get_proposal(proposal_id, person_id)
    require(rules.may_amend(place, proposal, clock.now(), queries.part_of(proposal, person_id)))


def _show_new(ids: Iterable[int], person_id: int) -> dict[int, Spot]:
    found = {}
    for card in group_cards(readable_ids(person_id, ids)).values():
        name = localised(card.names)
        found[card.id] = Spot(name.text, name.lang, link_to("proposals.new", group=card.slug), "newproposal")
    return found


def _show(ids: Iterable[int], person_id: int, *, endpoint: str, kind: str) -> dict[int, Spot]:
    return {
        card.id: Spot(card.title, card.language, link_to(endpoint, proposal_id=card.id), kind)
        for card in queries.cards(ids, person_id).values()
    }


def register_places() -> None:
    """Make these places known."""
    places.add_kind("newproposal", Kind(_ask_new, _show_new))
    places.add_kind("proposal", Kind(_ask_edit, partial(_show, endpoint="proposals.edit", kind="proposal")))
    places.add_kind("amendment", Kind(_ask_amend, partial(_show, endpoint="proposals.amend", kind="amendment")))
