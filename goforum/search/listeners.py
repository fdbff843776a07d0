"""What changes anywhere and can be found: each event becomes a row of the outbox, in its own transaction."""

from sqlalchemy import delete

from goforum.accounts.events import PersonErased, PersonRegistered, PreferencesChanged
from goforum.commitments.events import CommitmentChanged, MilestoneAdded, MilestoneRemoved, PlanChanged
from goforum.core.db import db
from goforum.core.events import inside
from goforum.groups.events import GroupArchived, GroupChanged, GroupCreated, MemberJoined, MemberLeft
from goforum.meetings.events import (
    MeetingCancelled,
    MeetingChanged,
    MeetingEnded,
    MeetingPlanned,
    MeetingStarted,
    MessageDeleted,
    MessageEdited,
    MessageSaid,
)
from goforum.minutes.events import MinutesAdopted
from goforum.organisations.events import OrganisationAdded, OrganisationRenamed
from goforum.proposals.events import (
    ProposalEdited,
    ProposalHidden,
    ProposalMoved,
    ProposalPublished,
    ProposalShown,
)
from goforum.search import documents
from goforum.search.commands import look_again, look_again_where
from goforum.search.models import SavedSearch
from goforum.threads.events import (
    CommitmentsLinked,
    PostDeleted,
    PostEdited,
    PostHidden,
    PostPublished,
    PostRestored,
    PostShown,
    PostsReturned,
    PostsSplit,
    PostUndone,
    ThreadArchived,
    ThreadClosed,
    ThreadHidden,
    ThreadMoved,
    ThreadRenamed,
    ThreadReopened,
    ThreadShown,
    ThreadsMerged,
    ThreadUnarchived,
)


@inside(PostPublished)
def post_published(event: PostPublished) -> None:
    look_again("post", [event.post_id])


@inside(PostEdited)
def post_edited(event: PostEdited) -> None:
    look_again("post", [event.post_id])


@inside(PostRestored)
def post_restored(event: PostRestored) -> None:
    look_again("post", [event.post_id])


@inside(PostDeleted)
def post_deleted(event: PostDeleted) -> None:
    look_again("post", [event.post_id], gone=True)


@inside(PostHidden)
def post_hidden(event: PostHidden) -> None:
    look_again("post", [event.post_id], gone=True)


@inside(PostShown)
def post_shown(event: PostShown) -> None:
    look_again("post", [event.post_id])


@inside(ThreadHidden)
@inside(ThreadShown)
def thread_hidden_or_shown(event: ThreadHidden | ThreadShown) -> None:
    """All its posts are found with it, or not at all."""
    look_again("post", documents.posts_of(event.thread_id))


@inside(PostUndone)
def post_undone(event: PostUndone) -> None:
    look_again("post", [event.post_id], gone=True)


@inside(ThreadRenamed)
@inside(ThreadClosed)
@inside(ThreadReopened)
@inside(ThreadArchived)
@inside(ThreadUnarchived)
@inside(CommitmentsLinked)
def thread_changed(event: ThreadRenamed | ThreadClosed | ThreadReopened | ThreadArchived | ThreadUnarchived
                   | CommitmentsLinked) -> None:
    """Title, state and commitments of a discussion are found with its first post."""
    look_again("post", documents.first_posts(event.thread_id))


@inside(ThreadMoved)
def thread_moved(event: ThreadMoved) -> None:
    """Who may find its posts has changed."""
    look_again_where("post", documents.posts_of_thread(event.thread_id))


@inside(PostsSplit)
@inside(PostsReturned)
@inside(ThreadsMerged)
def posts_carried(event: PostsSplit | PostsReturned | ThreadsMerged) -> None:
    """The posts carried, if they are in another group now; and whichever carried or carries a title."""
    look_again("post", documents.title_bearers(event.trace_id, (event.thread_id, event.target_id)))
    if documents.crossed(event.thread_id, event.target_id):
        look_again_where("post", documents.posts_carried(event.trace_id))


@inside(ProposalPublished)
def proposal_published(event: ProposalPublished) -> None:
    look_again("proposal", [event.proposal_id])


@inside(ProposalEdited)
def proposal_edited(event: ProposalEdited) -> None:
    look_again("proposal", [event.proposal_id])


@inside(ProposalMoved)
def proposal_moved(event: ProposalMoved) -> None:
    look_again("proposal", [event.proposal_id])


@inside(ProposalHidden)
@inside(ProposalShown)
def proposal_hidden_or_shown(event: ProposalHidden | ProposalShown) -> None:
    look_again("proposal", [event.proposal_id])


@inside(MeetingPlanned)
def meeting_planned(event: MeetingPlanned) -> None:
    look_again("meeting", [event.meeting_id])


@inside(MeetingStarted)
@inside(MeetingEnded)
@inside(MeetingChanged)
def meeting_changed(event: MeetingChanged | MeetingStarted | MeetingEnded) -> None:
    look_again("meeting", [event.meeting_id])


@inside(MeetingCancelled)
def meeting_cancelled(event: MeetingCancelled) -> None:
    look_again("meeting", [event.meeting_id])


@inside(MessageSaid)
def message_said(event: MessageSaid) -> None:
    look_again("message", [event.message_id])


@inside(MessageEdited)
def message_edited(event: MessageEdited) -> None:
    look_again("message", [event.message_id])


@inside(MessageDeleted)
def message_deleted(event: MessageDeleted) -> None:
    look_again("message", [event.message_id], gone=True)


@inside(CommitmentChanged)
def commitment_changed(event: CommitmentChanged) -> None:
    look_again("commitment", [event.commitment_id])


@inside(MilestoneAdded)
def milestone_added(event: MilestoneAdded) -> None:
    look_again("commitment", [event.commitment_id])


@inside(MilestoneRemoved)
def milestone_removed(event: MilestoneRemoved) -> None:
    look_again("commitment", [event.commitment_id])


@inside(PlanChanged)
def plan_changed(event: PlanChanged) -> None:
    """A plan's name is found with each of its commitments."""
    look_again("commitment", documents.commitments_of_plan(event.plan_id))


@inside(GroupCreated)
def group_created(event: GroupCreated) -> None:
    look_again("group", [event.group_id])


@inside(GroupChanged)
def group_changed(event: GroupChanged) -> None:
    look_again("group", [event.group_id])


@inside(GroupArchived)
def group_archived(event: GroupArchived) -> None:
    look_again("group", [event.group_id])


@inside(PersonErased)
def forget_searches(event: PersonErased) -> None:
    """What somebody looked for is theirs, and goes with them."""
    db.session.execute(delete(SavedSearch).where(SavedSearch.person_id == event.person_id))


@inside(MinutesAdopted)
def minutes_adopted(event: MinutesAdopted) -> None:
    look_again("minutes", [event.minutes_id])


@inside(OrganisationAdded)
@inside(OrganisationRenamed)
def organisation_changed(event: OrganisationAdded | OrganisationRenamed) -> None:
    look_again("organisation", [event.organisation_id])


@inside(PersonRegistered)
@inside(PreferencesChanged)
@inside(PersonErased)
@inside(MemberJoined)
@inside(MemberLeft)
def person_changed(event: PersonRegistered | PreferencesChanged | PersonErased | MemberJoined | MemberLeft) -> None:
    """A name, or the groups by which somebody is found."""
    look_again("person", [event.person_id])
