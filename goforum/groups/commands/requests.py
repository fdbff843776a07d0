"""Asking to belong, and being answered."""

from sqlalchemy import text, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, NotFound, require
from goforum.groups import events, queries, rules
from goforum.groups.commands.members import bring_in
from goforum.groups.models import JoinRequest, RequestState, Role

ONE_OPEN = text("state = 'open'")


@command
def ask_to_join(actor_id: int, group_id: int, *, reason: str) -> int:
    """Ask to belong, in one's own words. Pressing twice is one request. Returns its id."""
    standing, last = queries.standing(actor_id, group_id), queries.find_last_request(actor_id, group_id)
    if last is not None and last.state == RequestState.OPEN:
        require(rules.may_ask(standing, clock.now()))
        return last.id
    refused_at = last.answered_at if last is not None and last.state == RequestState.REFUSED else None
    require(rules.may_ask(standing, clock.now(), refused_at=refused_at,
                          asked_today=queries.count_asked(actor_id, group_id, clock.now())))
    made = insert_or_ignore(JoinRequest, {
        "group_id": group_id, "person_id": actor_id, "reason": reason, "state": RequestState.OPEN.value,
        "asked_at": clock.now(), "answer": "",
    }, ["group_id", "person_id"], where=ONE_OPEN)
    request = queries.find_last_request(actor_id, group_id)
    assert request is not None
    if made:
        record(events.JoinRequested(actor_id=actor_id, group_id=group_id, person_id=actor_id, request_id=request.id))
    return request.id


@command
def withdraw_request(actor_id: int, group_id: int) -> None:
    """Take one's open request back."""
    require(rules.may_know(queries.standing(actor_id, group_id), clock.now()))
    taken = db.session.execute(update(JoinRequest).where(
        JoinRequest.group_id == group_id, JoinRequest.person_id == actor_id,
        JoinRequest.state == RequestState.OPEN.value,
    ).values(state=RequestState.WITHDRAWN.value, answered_at=clock.now()).returning(JoinRequest.id)).scalar()
    if taken is not None:
        record(events.JoinRequestWithdrawn(actor_id=actor_id, group_id=group_id, person_id=actor_id,
                                           request_id=taken))


@command
def answer_request(actor_id: int, group_id: int, request_id: int, *, accept: bool, answer: str = "") -> None:
    """Let the person in, or refuse, in words. The first answer stands: a second, different one is told so."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    request = lock_row(JoinRequest, request_id)
    if request.group_id != group_id:
        raise NotFound()
    state = RequestState.ACCEPTED if accept else RequestState.REFUSED
    if request.state == state:
        return
    if request.state == RequestState.WITHDRAWN:
        raise Conflict(_l("The person has taken this request back."))
    if request.state != RequestState.OPEN:
        raise Conflict(_l("This request has been answered already, otherwise."))
    request.state, request.answer = state.value, answer
    request.answered_at, request.answered_by = clock.now(), actor_id
    if accept:
        bring_in(actor_id, group_id, request.person_id, Role.MEMBER)
    record(events.JoinRequestAnswered(actor_id=actor_id, group_id=group_id, person_id=request.person_id,
                                      request_id=request_id, accepted=accept))
