"""Points proposed for an agenda and their answers."""

from collections.abc import Sequence

from flask_babel import ngettext
from sqlalchemy import select

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.language import guess_language
from goforum.core.rules import Conflict, Invalid, require
from goforum.core.text import clean_line
from goforum.files.commands import claim_files
from goforum.groups.queries import standing
from goforum.meetings import commands as meetings
from goforum.meetings import queries as meeting_queries
from goforum.meetings import rules as meeting_rules
from goforum.meetings.commands import Point
from goforum.planning import events, rules
from goforum.planning.models import OfferedFile, OfferedPoint, OfferState

MAX_WORDS = 1000


def _words(text: str, field: str, *, needed: bool = False, limit: int = MAX_WORDS) -> str:
    found = clean_line(text)
    if needed and not found:
        raise Invalid({field: _l("Fill in this field.")})
    if len(found) > limit:
        raise Invalid({field: _l("At most %(max)d characters.", max=limit)})
    return found


@command
def offer_point(actor_id: int, meeting_id: int, *, title: str, reason: str = "", minutes: int | None = None,
                thread_id: int | None = None, proposal_id: int | None = None, commitment_id: int | None = None,
                file_ids: Sequence[int] = (), client_key: str) -> int:
    """Propose a point for the agenda, with own documents; its number. The same key is the same point."""
    now, meeting = clock.now(), meeting_queries.get_meeting(meeting_id)
    require(rules.may_offer(standing(actor_id, meeting.group_id), meeting, now))
    title = _words(title, "title", needed=True, limit=300)
    if minutes is not None and not 1 <= minutes <= meeting_rules.MAX_MINUTES:
        raise Invalid({"minutes": _l("Write a whole number from 1 to 600.")})
    links = {"thread_id": thread_id, "proposal_id": proposal_id, "commitment_id": commitment_id}
    meetings.check_links(actor_id, Point(titles={}, **links))
    made = insert_or_ignore(OfferedPoint, {
        "meeting_id": meeting_id, "author_id": actor_id, "title": title, "language": guess_language(title),
        "minutes": minutes, "reason": _words(reason, "reason"), **links, "client_key": client_key[:64],
        "offered_at": now, "state": str(OfferState.OPEN), "answer": ""}, ["meeting_id", "author_id", "client_key"])
    offer_id: int = db.session.scalars(select(OfferedPoint.id).where(
        OfferedPoint.meeting_id == meeting_id, OfferedPoint.author_id == actor_id,
        OfferedPoint.client_key == client_key[:64])).one()
    if made:
        _bring(actor_id, offer_id, file_ids)
        record(events.PointOffered(actor_id=actor_id, offer_id=offer_id, meeting_id=meeting_id,
                                   group_id=meeting.group_id))
    return offer_id


def _bring(actor_id: int, offer_id: int, file_ids: Sequence[int]) -> None:
    """The documents that come with a point: own ones of who proposes it."""
    wanted = list(dict.fromkeys(file_ids))
    if len(wanted) > rules.MOST_FILES:
        raise Invalid({"files": ngettext("A point holds at most %(num)s file.", "A point holds at most %(num)s files.",
                                         rules.MOST_FILES)})
    claim_files(actor_id, wanted)
    db.session.add_all(OfferedFile(offer_id=offer_id, file_id=one, position=place) for place, one in enumerate(wanted))


@command
def answer_offer(actor_id: int, offer_id: int, *, accept: bool, answer: str = "") -> None:
    """Put a proposed point on the agenda, at its end, or say why not. Twice is once; another answer is refused."""
    offer = lock_row(OfferedPoint, offer_id)
    meeting = meeting_queries.get_meeting(offer.meeting_id)
    require(meeting_rules.may_change(standing(actor_id, meeting.group_id), meeting, clock.now()))
    state = OfferState.ACCEPTED if accept else OfferState.REFUSED
    if offer.state != OfferState.OPEN:
        if offer.state == state:
            return
        raise Conflict(_l("Somebody answered this proposal in the meantime."))
    offer.answer = _words(answer, "answer", needed=not accept)
    if accept:
        # Links its author saw and the secretary does not are left out: an agenda leads only where its writer can go.
        links = {name: getattr(offer, name) for name in ("thread_id", "proposal_id", "commitment_id")}
        try:
            meetings.check_links(actor_id, Point(titles={}, **links))
        except Invalid as invalid:
            links = {name: None if name in invalid.errors else value for name, value in links.items()}
        offer.item_id = meetings.add_agenda_item(actor_id, offer.meeting_id, Point(
            titles={offer.language if offer.language in ("ar", "fr", "en") else "fr": offer.title},
            minutes=offer.minutes, **links))
        brought = db.session.scalars(select(OfferedFile.file_id).where(OfferedFile.offer_id == offer_id)
                                     .order_by(OfferedFile.position)).all()
        meetings.put_files(actor_id, offer.item_id, [(one, None) for one in brought], own=())
    offer.state = state
    record(events.PointAnswered(actor_id=actor_id, offer_id=offer_id, meeting_id=offer.meeting_id,
                                group_id=meeting.group_id, author_id=offer.author_id))
