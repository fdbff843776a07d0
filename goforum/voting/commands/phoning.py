"""Votes by phone: written down by the secretary, marked, and the member's to confirm or annul."""

from collections.abc import Mapping

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import insert_or_ignore, lock_row
from goforum.core.i18n import _l, datetime_full
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import clean_source
from goforum.groups import queries as groups
from goforum.groups.rules import may_read
from goforum.voting import queries
from goforum.voting.beside_models import PhoneVote
from goforum.voting.commands.casting import (
    at_the_box,
    closed_words,
    passed_reason,
    said_in,
    settle_phone,
    take_out,
    vote_of,
)
from goforum.voting.commands.ledger import chain_open_ballot
from goforum.voting.events import PhoneVoteAnswered, PhoneVoteRecorded, VoteCast
from goforum.voting.models import Ballot, Poll, Reasons
from goforum.voting.rules import may_record_phone, phase, phone_deadline
from goforum.voting.rules.ledger import choice_of


@command
def record_phone_vote(actor_id: int, poll_id: int, *, voter_key: str, choice: str = "", reason: str = "",
                      marks: Mapping[str, int] | None = None) -> None:
    """Write down the vote of a member who phones. A ballot that is there is never touched: the member changes it."""
    poll = lock_row(Poll, poll_id)
    now = clock.now()
    standing = groups.standing(actor_id, poll.group_id)
    require(may_read(standing, now))
    if phase(poll, now) != "open":
        raise Conflict(closed_words(poll), code="closed")
    require(may_record_phone(standing, poll, now))
    if not queries.list_lines(poll_id, [voter_key]):
        raise Invalid({"voter": _l("Choose somebody who is on the list of voters.")})
    if voter_key in queries.keys_of(poll.electorate, standing):
        raise Invalid({"voter": _l("This is your own vote: give it as everybody does.")})
    reason = clean_source(reason).strip() if poll.reasons != Reasons.OFF else ""
    said = said_in(poll, choice, reason, marks)
    reason = passed_reason(standing, reason)
    if not insert_or_ignore(PhoneVote, {
            "poll_id": poll_id, "voter_key": voter_key, "recorded_by_id": actor_id, "recorded_at": now,
            "answer_by": phone_deadline(now, poll.closes_at)}, ["poll_id", "voter_key"]):
        raise Conflict(_l("A vote by phone was written down for this member already."), code="phone")
    if not insert_or_ignore(Ballot, {
            "poll_id": poll_id, "voter_key": voter_key, "person_id": actor_id, **said, "reason": reason,
            "cast_at": now, "updated_at": now}, ["poll_id", "voter_key"]):
        raise Conflict(_l("This member has voted already: only they change their vote."), code="voted")
    chain_open_ballot(poll, voter_key, choice_of(poll.method, said["choice"], said["content"]), "")
    record(VoteCast(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id))
    record(PhoneVoteRecorded(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id, voter_key=voter_key))


@command
def answer_phone_vote(actor_id: int, poll_id: int, *, mine: bool, voter_key: str = "") -> None:
    """Confirm a vote by phone, or annul it: then it is taken out. Within its time, and before the close."""
    poll, _standing, keys, now = at_the_box(actor_id, poll_id)
    key = vote_of(keys, voter_key)
    noted = queries.find_phone(poll_id, key)
    if noted is None:
        raise NotFound()
    if now >= noted.answer_by:
        raise Conflict(_l("This could be answered until %(when)s. You can still change your vote until the close.",
                          when=datetime_full(noted.answer_by)), code="late")
    answer = "confirmed" if mine else "annulled"
    if not settle_phone(poll_id, key, now, answer):
        return
    if not mine:
        take_out(actor_id, poll, key)
    record(PhoneVoteAnswered(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id, voter_key=key, answer=answer))
