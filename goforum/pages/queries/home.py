"""What the pages that show several features gather: one query of each feature, never one per line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from goforum.commitments import queries as commitments
from goforum.commitments.queries import CommitmentCard, CommitmentPage
from goforum.conclusions import queries as conclusions
from goforum.conclusions.queries import ActionCard
from goforum.core import clock
from goforum.core.viewer import Viewer
from goforum.groups import queries as groups
from goforum.groups.queries import GroupCard
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
from goforum.threads.queries.drafts import count_drafts

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
    begun: int
    actions: list[ActionCard]

    @property
    def private(self) -> bool:
        """Whether words of a reserved group stand on the page: then nothing may keep a copy of it."""
        named = [line.group for line in self.mentions if line.group]
        return any(card.visibility == "reserved" for card in (*self.groups, *self.names.values(), *named))


def _named(*lists: Iterable[Any]) -> dict[int, GroupCard]:
    return groups.cards({item.group_id for items in lists for item in items})


def discussed(listed: Sequence[ThreadCard]) -> list[CommitmentCard]:
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
        proposals=newest, upcoming=upcoming, commitments=discussed(recent),
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
    begun, actions = count_drafts(me.id), conclusions.list_mine(me.id)
    return HomeOfMember(
        now=now, morning=now.astimezone(ZoneInfo(me.zone)).hour < 12, live=live, votes=votes,
        unanswered=unanswered, unread=unread[:SHOWN], threads=recent[:SHOWN], groups=mine,
        members=groups.count_members(ids), unread_by_group=threads.count_unread_threads(me.id, ids),
        upcoming=upcoming, drafts=proposals.page_proposals(me.id, state="draft", size=3).items,
        commitments=discussed(recent), names=_named(recent, live, upcoming, actions, [v.proposal for v in votes]),
        waiting=len(votes) + len(unanswered) + len(mentions) + len(actions) + bool(begun) + (not me.email_confirmed),
        mentions=mentions, held=held, begun=begun, actions=actions)


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
