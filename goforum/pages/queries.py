"""What the pages that show several features gather: one query of each feature, never one per line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from markupsafe import Markup

from goforum.commitments import queries as commitments
from goforum.commitments.queries import CommitmentCard, CommitmentPage
from goforum.core import clock
from goforum.core.rules import No
from goforum.core.viewer import Viewer
from goforum.groups import queries as groups
from goforum.groups import rules
from goforum.groups.queries import GroupCard, Member
from goforum.groups.rules import Standing
from goforum.meetings import queries as meetings
from goforum.meetings.queries import MeetingCard
from goforum.notifications import queries as notifications
from goforum.notifications.queries import HeldPost, Line
from goforum.organisations import queries as organisations
from goforum.organisations.queries import OrgCard
from goforum.proposals import queries as proposals
from goforum.proposals.queries import OpenVote, ProposalCard
from goforum.threads import queries as threads
from goforum.threads.queries import ThreadCard

SHOWN = 6


@dataclass(frozen=True)
class HomeOfVisitor:
    """What someone without an account can read at once. ``names`` holds every group that is named."""

    live: list[MeetingCard]
    groups: list[GroupCard]
    members: Mapping[int, int]
    threads: list[ThreadCard]
    proposals: list[ProposalCard]
    upcoming: list[MeetingCard]
    commitments: list[CommitmentCard]
    names: Mapping[int, GroupCard]


@dataclass(frozen=True)
class HomeOfMember:
    """What needs a person, then what is theirs."""

    now: datetime
    morning: bool
    live: list[MeetingCard]
    votes: list[OpenVote]
    unanswered: list[MeetingCard]
    unread: list[ThreadCard]
    threads: list[ThreadCard]
    groups: list[GroupCard]
    members: Mapping[int, int]
    unread_by_group: Mapping[int, int]
    upcoming: list[MeetingCard]
    drafts: list[ProposalCard]
    commitments: list[CommitmentCard]
    names: Mapping[int, GroupCard]
    waiting: int
    mentions: list[Line]
    held: list[HeldPost]

    @property
    def private(self) -> bool:
        """Whether words of a reserved group stand on the page: then nothing may keep a copy of it."""
        named = [line.group for line in self.mentions if line.group]
        return any(card.visibility == "reserved" for card in (*self.groups, *self.names.values(), *named))


def _named(*lists: Iterable[Any]) -> dict[int, GroupCard]:
    return groups.cards({item.group_id for items in lists for item in items})


def _discussed(listed: Sequence[ThreadCard]) -> list[CommitmentCard]:
    """The commitments that these threads are about, most recently discussed first."""
    linked = threads.commitments_of([thread.id for thread in listed])
    ids = list(dict.fromkeys(one for thread in listed for one in linked.get(thread.id, ())))[:SHOWN]
    cards = commitments.cards(ids)
    return [cards[one] for one in ids if one in cards]


def home_of_visitor() -> HomeOfVisitor:
    """The home of someone not signed in."""
    public = [card for card in groups.list_groups(None) if card.visibility == "public"][:SHOWN]
    recent = threads.list_recent_threads(None, SHOWN)
    newest = proposals.list_recent(None, 4)
    live = meetings.list_live_for(None)
    upcoming = meetings.list_upcoming_for(None)
    return HomeOfVisitor(
        live=live, groups=public, members=groups.count_members([card.id for card in public]), threads=recent,
        proposals=newest, upcoming=upcoming, commitments=_discussed(recent),
        names=_named(recent, newest, live, upcoming))


def home_of_member(me: Viewer) -> HomeOfMember:
    """The home of a signed-in person."""
    assert me.id is not None
    now = clock.now()
    mine = groups.list_groups(me.id, mine=True)
    ids = [card.id for card in mine]
    recent = threads.list_recent_threads(me.id, 12, mine=True) or threads.list_recent_threads(me.id, SHOWN)
    unread = [t for t in recent if t.unread or (t.last_read is None and t.author_id != me.id)]
    votes = [vote for vote in proposals.list_open_for(me.id) if not vote.voted]
    live = meetings.list_live_for(me.id)
    upcoming = meetings.list_upcoming_for(me.id, mine=True) or meetings.list_upcoming_for(me.id)
    answers = meetings.list_answers_of(me.id, [meeting.id for meeting in upcoming])
    unanswered = [m for m in upcoming if m.id not in answers and m.group_id in ids]
    mentions, held = notifications.list_unanswered_mentions(me.id), notifications.list_held_posts(me.id)
    return HomeOfMember(
        now=now, morning=now.astimezone(ZoneInfo(me.zone)).hour < 12, live=live, votes=votes,
        unanswered=unanswered, unread=unread[:SHOWN], threads=recent[:SHOWN], groups=mine,
        members=groups.count_members(ids), unread_by_group=threads.count_unread_threads(me.id, ids),
        upcoming=upcoming, drafts=proposals.page_proposals(me.id, state="draft", size=3).items,
        commitments=_discussed(recent), names=_named(recent, live, upcoming, [v.proposal for v in votes]),
        waiting=len(votes) + len(unanswered) + len(mentions) + (not me.email_confirmed),
        mentions=mentions, held=held)


@dataclass(frozen=True)
class GroupFront:
    """A group's front. ``readable`` is false for a members' group seen from outside: then the lists are empty."""

    standing: Standing
    readable: bool
    unreadable_reason: str
    may_join: bool
    may_write: bool
    no_writing: No | None
    may_facilitate: bool
    parent: GroupCard | None
    subgroups: list[GroupCard]
    member_counts: Mapping[int, int]
    live: list[MeetingCard]
    meetings: list[MeetingCard]
    threads: list[ThreadCard]
    proposals: list[ProposalCard]
    commitments: list[CommitmentCard]
    colleges: list[tuple[str, list[Member]]]
    organisations: Mapping[int, OrgCard]
    charter_html: Markup
    names: Mapping[int, GroupCard]

    @property
    def private(self) -> bool:
        """Whether a reserved group above or below is named on the page."""
        near = [*self.subgroups, *([self.parent] if self.parent else [])]
        return any(card.visibility == "reserved" for card in near)


def group_front(group: GroupCard, standing: Standing) -> GroupFront:
    """What a group's front shows to this person; the caller has asked ``may_know``."""
    now, me = clock.now(), standing.person_id
    verdict, writing = rules.may_read(standing, now), rules.may_write(standing, now)
    readable = bool(verdict)
    known = groups.list_groups(me)
    below = [card for card in known if card.parent_id == group.id]
    planned = meetings.list_of_group(group.id, me) if readable else []
    recent = threads.list_recent_threads(me, SHOWN, group_id=group.id) if readable else []
    members = groups.list_members(group.id) if readable else []
    about = _discussed(recent)
    if readable and not about and group.theme:
        about = commitments.list_commitments(theme=group.theme)[:SHOWN]
    return GroupFront(
        standing=standing, readable=readable, unreadable_reason=str(verdict.reason) if isinstance(verdict, No) else "",
        may_join=bool(rules.may_join(standing, now)), may_write=bool(writing),
        no_writing=writing if isinstance(writing, No) else None,
        may_facilitate=bool(rules.may_facilitate(standing, now)),
        parent=next((card for card in known if card.id == group.parent_id), None), subgroups=below,
        member_counts=groups.count_members([group.id, *(card.id for card in below)]),
        live=[m for m in planned if m.state == "live"], meetings=[m for m in planned if m.state != "live"],
        threads=recent, proposals=proposals.list_of_group(group.id, me) if readable else [], commitments=about,
        colleges=_by_college(members),
        organisations=organisations.names({m.organisation_id for m in members if m.organisation_id}),
        charter_html=Markup(groups.get_group_row(group.id).charter_html if readable else ""),  # noqa: S704
        names={group.id: group})


def _by_college(members: list[Member]) -> list[tuple[str, list[Member]]]:
    titles = {"civil_society": _("Civil society"), "public_bodies": _("Public bodies"), None: _("Members")}
    return [(title, [m for m in members if m.college == college]) for college, title in titles.items()]


@dataclass(frozen=True)
class CommitmentLinks:
    """What is said, proposed and planned about a commitment, as far as the person may read it."""

    threads: list[ThreadCard]
    proposals: list[ProposalCard]
    meetings: list[MeetingCard]
    bodies: Mapping[int, OrgCard]
    names: Mapping[int, GroupCard]
    mine: list[GroupCard]

    @property
    def private(self) -> bool:
        """Whether words of a reserved group stand on the page."""
        return any(card.visibility == "reserved" for card in (*self.mine, *self.names.values()))


def commitment_links(page: CommitmentPage, person_id: int | None) -> CommitmentLinks:
    """Everything linked to a commitment that the person may read."""
    said = threads.list_threads_of_commitment(page.card.id, person_id, 20)
    proposed = proposals.list_proposals_of_commitment(page.card.id, person_id, 20)
    planned = meetings.list_of_commitment(page.card.id, person_id, 10)
    return CommitmentLinks(
        threads=said, proposals=proposed, meetings=planned,
        bodies=organisations.names({body.organisation_id for body in page.bodies}),
        names=_named(said, proposed, planned),
        mine=groups.list_groups(person_id, mine=True)[:SHOWN] if person_id else [])
