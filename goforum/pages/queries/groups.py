"""The front of a group, what leaving it ends, and what an organisation says through its people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from goforum.commitments import queries as commitments
from goforum.commitments.queries import CommitmentCard, StepsLine
from goforum.core import clock
from goforum.core.rules import No, Verdict
from goforum.core.viewer import ZONE
from goforum.groups import queries as groups
from goforum.groups import rules
from goforum.groups.queries import Face, GroupCard, MandateLine, SpeakerLine
from goforum.groups.rules import Standing
from goforum.meetings import queries as meetings
from goforum.meetings.queries import MeetingCard
from goforum.organisations import queries as organisations
from goforum.organisations.queries import OrgCard
from goforum.pages.queries.home import SHOWN, discussed
from goforum.proposals import queries as proposals
from goforum.proposals.queries import ProposalCard
from goforum.threads import queries as threads
from goforum.threads.queries import SaidLine, ThreadCard
from goforum.voting import queries as voting
from goforum.voting.queries import PollCard, ReviewLine


@dataclass(frozen=True)
class Charter:
    """What a group is for, by which rules, how long, made up of whom."""

    html: Markup
    starts_on: date | None
    ends_on: date | None
    seats: Mapping[str, int | None]

    @property
    def bare(self) -> bool:
        """Whether nothing has been written yet."""
        return not (self.html or self.starts_on or self.ends_on or any(n is not None for n in self.seats.values()))


@dataclass(frozen=True)
class Needs:
    """What waits in this group for the person who looks."""

    votes: list[PollCard]
    unanswered: list[MeetingCard]
    drafts: list[ProposalCard]
    requests: int

    def __bool__(self) -> bool:
        return bool(self.votes or self.unanswered or self.drafts or self.requests)


@dataclass(frozen=True)
class GroupFront:
    """A group's front. ``readable`` is false for a members' group seen from outside: then the lists are empty."""

    standing: Standing
    readable: bool
    unreadable_reason: str
    joining: Verdict
    asked: bool
    writing: Verdict
    may_facilitate: bool
    needs: Needs
    parent: GroupCard | None
    subgroups: list[GroupCard]
    member_counts: Mapping[int, int]
    live: list[MeetingCard]
    meetings: list[MeetingCard]
    votes: list[PollCard]
    reviews: list[ReviewLine]
    threads: list[ThreadCard]
    proposals: list[ProposalCard]
    commitments: list[CommitmentCard]
    steps: Mapping[int, StepsLine]
    colleges: Mapping[str, int]
    faces: list[Face]
    organisations: Mapping[int, OrgCard]
    charter: Charter

    @property
    def may_write(self) -> bool:
        """Whether the person may post and propose here."""
        return bool(self.writing)

    @property
    def no_writing(self) -> No | None:
        """Why not, when they may not."""
        return self.writing if isinstance(self.writing, No) else None

    @property
    def private(self) -> bool:
        """Whether a reserved group above or below is named on the page."""
        near = [*self.subgroups, *([self.parent] if self.parent else [])]
        return any(card.visibility == "reserved" for card in near)


def group_front(group: GroupCard, standing: Standing) -> GroupFront:
    """What a group's front shows to this person; the caller has asked ``may_know``."""
    now, me = clock.now(), standing.person_id
    verdict, joining = rules.may_read(standing, now), rules.may_join(standing, now)
    readable, organiser = bool(verdict), bool(rules.may_facilitate(standing, now))
    known = groups.list_groups(me)
    below = [card for card in known if card.parent_id == group.id]
    planned = meetings.list_of_group(group.id, me) if readable else []
    recent = threads.list_recent_threads(me, SHOWN, group_id=group.id) if readable else []
    needs = _needs(group.id, me, planned, organiser) if me and standing.belongs | organiser else Needs([], [], [], 0)
    about = discussed(recent)
    if readable and not about and group.theme:
        about = commitments.list_commitments(theme=group.theme)[:SHOWN]
    faces = groups.list_faces(group.id) if readable else []
    last = groups.find_last_request(me, group.id) if me and not standing.belongs else None
    return GroupFront(
        standing=standing, readable=readable, unreadable_reason=str(verdict.reason) if isinstance(verdict, No) else "",
        joining=joining, asked=last is not None and last.state == "open", writing=rules.may_write(standing, now),
        may_facilitate=organiser, needs=needs,
        parent=next((card for card in known if card.id == group.parent_id), None), subgroups=below,
        member_counts=groups.count_members([group.id, *(card.id for card in below)]),
        live=[m for m in planned if m.state == "live"], meetings=[m for m in planned if m.state != "live"],
        votes=_open_votes(group.id, needs) if readable else [],
        reviews=voting.list_reviews(group.id, SHOWN) if readable else [],
        threads=recent, proposals=proposals.list_of_group(group.id, me) if readable else [], commitments=about,
        steps=commitments.steps_of([card.id for card in about], clock.today(ZONE)),
        colleges=groups.count_colleges(group.id) if readable else {}, faces=faces,
        organisations=organisations.names({face.organisation_id for face in faces if face.organisation_id}),
        charter=_charter(group.id, readable=readable))


def _needs(group_id: int, person_id: int, planned: list[MeetingCard], organiser: bool) -> Needs:
    coming = [one for one in planned if one.state in {"planned", "live"}]
    answers = meetings.list_answers_of(person_id, [one.id for one in coming])
    return Needs(
        votes=[card for card in voting.list_open_polls_for(person_id) if card.group_id == group_id and not card.voted],
        unanswered=[one for one in coming if one.id not in answers and one.state == "planned"][:3],
        drafts=proposals.page_proposals(person_id, group_id=group_id, state="draft", size=3).items,
        requests=groups.count_requests([group_id]).get(group_id, 0) if organiser else 0)


def _open_votes(group_id: int, needs: Needs) -> list[PollCard]:
    """Votes under way that do not stand among what waits for the person already."""
    now, mine = clock.now(), {card.id for card in needs.votes}
    return [card for card in voting.page_polls(group_id).items
            if card.opened_at is not None and card.closed_at is None and card.cancelled_at is None
            and card.closes_at > now and card.id not in mine]


def _charter(group_id: int, *, readable: bool) -> Charter:
    row = groups.get_group_row(group_id)
    if not readable:
        return Charter(Markup(""), None, None, {})
    return Charter(Markup(row.charter_html), row.starts_on, row.ends_on, {  # noqa: S704 - sanitised when written
        "civil_society": row.seats_civil_society, "public_bodies": row.seats_public_bodies})


@dataclass(frozen=True)
class Leaving:
    """What ends when a person leaves a group."""

    mandates: list[MandateLine]
    votes: list[PollCard]
    organisations: Mapping[int, OrgCard]
    last_organiser: bool


def leaving(standing: Standing) -> Leaving:
    """What leaving would end for this person, in this group."""
    assert standing.person_id is not None
    held = groups.list_mandates_held(standing.person_id, standing.group_id)
    alone = groups.organiser_ids(standing.group_id) == {standing.person_id}
    return Leaving(
        mandates=held,
        votes=[card for card in voting.list_open_polls_for(standing.person_id)
               if card.group_id == standing.group_id],
        organisations=organisations.names({one.organisation_id for one in held}),
        last_organiser=alone and groups.count_members([standing.group_id]).get(standing.group_id, 0) > 1)


@dataclass(frozen=True)
class OrganisationPage:
    """Who speaks for an organisation, since when, and what it said last, as far as the person may see."""

    speakers: list[SpeakerLine]
    said: list[SaidLine]
    names: Mapping[int, GroupCard]

    @property
    def private(self) -> bool:
        """Whether a reserved group is named on the page."""
        return any(card.visibility == "reserved" for card in self.names.values())


def organisation_page(organisation_id: int, person_id: int | None) -> OrganisationPage:
    """What the page of an organisation gathers for this person."""
    speakers = groups.list_speakers(organisation_id, person_id)
    said = threads.list_said_for(organisation_id, person_id)
    return OrganisationPage(speakers, said, groups.cards(
        {one.group_id for one in speakers} | {one.group_id for one in said}))
