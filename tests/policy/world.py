"""Two of everything: in a public group and in a reserved one, with one person of every kind.

The reserved things carry canary words that nobody outside the reserved group may ever be shown.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from goforum.commitments import commands as commitments
from goforum.conclusions.commands import Task
from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.groups import commands as groups
from goforum.groups.models import JoinRequest
from goforum.groups.queries import Offer, Sought, cards, page_members, page_requests
from goforum.meetings import commands as meetings
from goforum.meetings.commands.planning import Invitation, Point
from goforum.meetings.rules import instant_of
from goforum.minutes import commands as minutes
from goforum.minutes.queries import list_items
from goforum.planning import commands as planning
from goforum.planning.commands import Question
from goforum.planning.views.series import Slot, seal
from goforum.proposals import commands as proposals
from goforum.threads import commands as threads
from goforum.voting import commands as voting
from goforum.workshops import commands as workshops
from goforum.workshops.commands import Announcement
from tests.factories import make_dead_mail, make_group, make_member, make_organisation, make_person
from tests.policy import world_guests, world_moderation, world_proposals, world_room

KINDS = ("visitor", "unconfirmed", "member", "other", "facilitator", "committee", "admin", "suspended")
# A word of each kind of text; none occurs anywhere else on the site.
CANARIES = {
    "group": "Zanzibargroup", "purpose": "Zanzibarpurpose", "charter": "Zanzibarcharter",
    "thread": "Zanzibarthread", "post": "Zanzibarpost", "proposal": "Zanzibarproposal",
    "proposal_text": "Zanzibarmeasure", "question": "Zanzibarquestion", "meeting": "Zanzibarmeeting",
    "agenda": "Zanzibaragenda", "message": "Zanzibarmessage", "place": "Zanzibarplace", "member": "Zanzibarmember",
    "invitation": "Zanzibarinvitation", "asker": "Zanzibarasker", "reason": "Zanzibarreason",
    "point": "Zanzibarpoint", "action": "Zanzibaraction", "remark": "Zanzibarremark", "offer": "Zanzibaroffer",
    "workshop": "Zanzibarworkshop", "audience": "Zanzibaraudience", "guest": "Zanzibarguest",
}


@dataclass
class Place:
    """A group and what is in it; names as in the addresses of the site."""

    slug: str
    group_id: int
    ids: dict[str, int] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """Everyone and everything."""

    people: dict[str, int | None]
    public: Place
    reserved: Place
    site: dict[str, int | str]
    # Who came in as a guest of the public meeting, and of the reserved one.
    guests: dict[str, int | None] = field(default_factory=dict)

    def person(self, kind: str, place: str) -> int | None:
        """Who knocks: a guest is one of the meeting whose door it is."""
        return self.guests["reserved" if place == "reserved" else "public"] if kind == "guest" else self.people[kind]


def build() -> World:
    """Make the world through the features' own commands: groups, then people, then what they hold."""
    facilitator, keeper = make_person("Facilitator"), make_person(CANARIES["member"])
    public = make_group(facilitator=facilitator, name="Open group")
    hidden = make_group(facilitator=keeper, visibility="reserved", name=CANARIES["group"],
                        purpose_en=CANARIES["purpose"], charter_source=CANARIES["charter"])
    elsewhere = make_group(name="Another group")
    people: dict[str, int | None] = {
        "visitor": None, "unconfirmed": make_member(public, confirmed=False, name="Unconfirmed"),
        "member": make_member(public, name="Member"), "other": make_member(elsewhere, name="Other"),
        "facilitator": facilitator, "committee": make_member(hidden, name="Committee member"),
        "admin": make_person("Admin", admin=True),
        "suspended": make_member(public, suspended=True, name="Suspended"),
    }
    world = World(people, _place(public, facilitator, {}), _place(hidden, keeper, CANARIES), _site())
    world_moderation.add(world, CANARIES)
    world_proposals.add(world, CANARIES)
    world_room.add(world, CANARIES)
    world_guests.add(world, CANARIES)
    return world


def _site() -> dict[str, int | str]:
    plan = commitments.add_plan(None, name_en="Plan", slug="plan-1", starts="2018", ends="2020")
    commitment = commitments.put_commitment(None, plan, number=1, code="XX0001", title_en="A promise")
    milestone = commitments.add_milestone(None, commitment, title_en="A step")
    soon = clock.now() + timedelta(days=2)
    return {"plan_slug": "plan-1", "commitment_id": commitment, "milestone_id": milestone,
            "dead_mail": make_dead_mail(), "organisation_id": make_organisation(), "someone": make_person("Someone"), "first": 1,
            "soon": soon.strftime("%Y-%m-%dT%H:%M"), "day": soon.strftime("%Y-%m-%d"),
            "tomorrow": (soon - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
            "later": (soon + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M"),
            "later_still": (soon + timedelta(days=6)).strftime("%Y-%m-%dT%H:%M"),
            # What the pages say of these dates once they have been looked at.
            "series_seal": _seal([soon.replace(hour=10, minute=0)], 120),
            "asked_seal": _seal([soon + timedelta(days=5), soon + timedelta(days=6)], 60)}


def _seal(typed: list[datetime], minutes: int) -> str:
    """What the page says of dates, typed as they are by the clocks of Casablanca, once it has shown them."""
    begins = [instant_of(one.replace(second=0, microsecond=0, tzinfo=None), "Africa/Casablanca") for one in typed]
    return seal([Slot(one, one + timedelta(minutes=minutes), []) for one in begins if isinstance(one, datetime)])


def _place(group_id: int, organiser: int, words: dict[str, str]) -> Place:
    def say(kind: str) -> str:
        return words.get(kind, f"Plain {kind}")

    helper = make_member(group_id, name="Helper" if not words else f"{words['member']} two")
    place = Place(cards([group_id])[group_id].slug, group_id)
    # An hour old: what may be done in the first seconds only is over.
    with clock.frozen(clock.now() - timedelta(hours=1)):
        thread = threads.create_thread(organiser, group_id, title=say("thread"), body=say("post"))
    now = clock.now()
    proposal = proposals.create_proposal(organiser, group_id, title=say("proposal"), body=say("proposal_text"),
                                         publish=True)
    voted = proposals.create_proposal(organiser, group_id, title=f"{say('proposal')} voted",
                                      body=say("proposal_text"), publish=True)
    proposals.put_to_vote(organiser, voted, closes_at=now + timedelta(days=3))
    poll = voting.open_poll(organiser, group_id, question=say("question"), closes_at=now + timedelta(days=2),
                            language="en")
    meeting = meetings.plan_meeting(
        organiser, group_id,
        Invitation(titles={"en": say("meeting")}, starts_at=now + timedelta(minutes=5),
                   ends_at=now + timedelta(hours=2), form="hybrid", place=say("place")),
        agenda=[Point(titles={"en": say("agenda")}), Point(titles={"en": f"{say('agenda')} two"})])
    offer = planning.offer_point(helper, meeting, title=say("offer"), client_key="first-offer")
    meetings.start_meeting(organiser, meeting)
    said = meetings.say(organiser, meeting, text=say("message"), client_id="first-words")
    place.ids = {
        "organiser": organiser, "helper": helper, "thread_id": thread, "proposal_id": proposal,
        "voted_id": voted, "poll_id": poll, "meeting_id": meeting, "message_id": said.message_id, "offer_id": offer,
        "workshop_id": _announce(organiser, helper, group_id, say),
        "dates_poll_id": _ask_dates(organiser, group_id, say),
        **_first_ids(thread, meeting), **_concluded(organiser, helper, meeting, say), **_ways_in(group_id, organiser, say),
    }
    place.places = {"reply_place": f"reply:{thread}"}
    proposal_thread = get_proposal_thread(proposal)
    if proposal_thread:
        place.ids["proposal_thread_id"] = proposal_thread
    return place


def _announce(organiser: int, helper: int, group_id: int, say: Callable[[str], str]) -> int:
    """A workshop, with the helper registered for it."""
    soon = clock.now() + timedelta(days=4)
    found = workshops.plan_workshop(organiser, group_id, Announcement(
        titles={"en": say("workshop")}, audience=say("audience"), starts_at=soon, ends_at=soon + timedelta(hours=2),
        closes_at=soon, places=10, venues=say("place")), client_key="first-workshop")
    workshops.register(helper, found)
    return found


def _ask_dates(organiser: int, group_id: int, say: Callable[[str], str]) -> int:
    """A poll about the date of a meeting."""
    soon = clock.now() + timedelta(days=9)
    return planning.ask_dates(
        organiser, group_id, Question(titles={"en": say("meeting")}, dates=[soon, soon + timedelta(days=1)], minutes=60,
                                      place=say("place")),
        closes_at=clock.now() + timedelta(days=3), words=say("question"), language="en", client_key="first-dates")


def _concluded(organiser: int, helper: int, meeting_id: int, say: Callable[[str], str]) -> dict[str, int]:
    """A point noted in the meeting, an action of the helper's, minutes sent round with a remark."""
    point = meetings.capture_point(organiser, meeting_id, kind="discussed", texts={"en": say("point")},
                                   client_key="first-point")
    action = meetings.capture_action(organiser, meeting_id, Task(titles={"en": say("action")}, owner_id=helper),
                                     client_key="first-action")
    draft = minutes.draft_minutes(organiser, meeting_id)
    minutes.circulate(organiser, draft, until=clock.now() + timedelta(days=9))
    return {"point_id": point, "action_id": action, "minutes_item_id": list_items(draft)[-1].id,
            "remark_id": minutes.remark(helper, draft, item_id=None, body=say("remark"), client_key="first-remark")}


def _ways_in(group_id: int, organiser: int, say: Callable[[str], str]) -> dict[str, int]:
    """An invitation that works, and a request that waits: asked by someone who was let see the group for a moment."""
    invitation, = groups.invite(organiser, group_id, offer=Offer(words=say("invitation")), client_key="first",
                                addresses=(f"guest{group_id}@example.org",))
    asker = make_person(say("asker"))
    _asked(group_id, asker, say("reason"))
    helper = next(one for one in page_members(group_id, Sought()) if one.person_id != organiser and one.role == "member")
    mandate = groups.give_mandate(organiser, group_id, person_id=helper.person_id, organisation_id=make_organisation(),
                                  capacity="titular", college="civil_society", starts_on=clock.now().date())
    return {"invitation_id": invitation, "request_id": list_request(group_id), "mandate_id": mandate}


@command
def _asked(group_id: int, person_id: int, reason: str) -> None:
    db.session.add(JoinRequest(group_id=group_id, person_id=person_id, reason=reason, state="open",
                               asked_at=clock.now(), answer=""))


def list_request(group_id: int) -> int:
    return page_requests(group_id, waiting=True)[0].id


def get_proposal_thread(proposal_id: int) -> int | None:
    from sqlalchemy import select

    from goforum.core.db import db
    from goforum.proposals.models import Proposal

    return db.session.scalar(select(Proposal.thread_id).where(Proposal.id == proposal_id))


def _first_ids(thread_id: int, meeting_id: int) -> dict[str, int]:
    from sqlalchemy import select

    from goforum.core.db import db
    from goforum.meetings.models import AgendaItem
    from goforum.threads.models import Post

    post = db.session.scalar(select(Post.id).where(Post.thread_id == thread_id).order_by(Post.id).limit(1))
    item = db.session.scalar(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id)
                             .order_by(AgendaItem.position.desc()).limit(1))
    assert post
    assert item
    return {"post_id": post, "item_id": item}
