"""What happens in threads."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ThreadOpened(Event):
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadRenamed(Event):
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PostPublished(Event):
    """``mentioned_ids`` are the people the text names, in reading order."""

    post_id: int
    thread_id: int
    group_id: int
    mentioned_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PostEdited(Event):
    """``mentioned_ids`` are the people named now and not before."""

    post_id: int
    thread_id: int
    group_id: int
    mentioned_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PostDeleted(Event):
    post_id: int
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PostRestored(Event):
    post_id: int
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(Event):
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadReopened(Event):
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class CommitmentsLinked(Event):
    """What the thread is about changed: links added, and links taken away."""

    thread_id: int
    group_id: int
    added_ids: tuple[int, ...] = ()
    removed_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ThreadPinned(Event):
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadUnpinned(Event):
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadArchived(Event):
    """Out of the default list; it stays readable."""

    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadUnarchived(Event):
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadSlowed(Event):
    """Slow mode: so many seconds between two posts of one person; 0 is off."""

    thread_id: int
    group_id: int
    seconds: int


@dataclass(frozen=True, kw_only=True)
class ThreadMoved(Event):
    """It came into this group. From where is not said: the readers of the one may not know of the other."""

    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadLeft(Event):
    """It, or posts of it, went from this group into another one."""

    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PostsSplit(Event):
    """Posts were taken out of a thread into another; ``group_id`` is the group they are in now."""

    thread_id: int
    target_id: int
    group_id: int
    trace_id: int
    opened: bool


@dataclass(frozen=True, kw_only=True)
class ThreadsMerged(Event):
    """The whole of ``thread_id`` went into ``target_id``; ``group_id`` is the target's group."""

    thread_id: int
    target_id: int
    group_id: int
    trace_id: int


@dataclass(frozen=True, kw_only=True)
class PostsReturned(Event):
    """A split or a merge was undone: posts went back from ``thread_id`` to ``target_id``."""

    thread_id: int
    target_id: int
    group_id: int
    trace_id: int


@dataclass(frozen=True, kw_only=True)
class SummaryWritten(Event):
    """Where the discussion stands, in a new text (``number`` counts them)."""

    thread_id: int
    group_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class PostReacted(Event):
    """Somebody put a reaction on a post that they had not put there before."""

    post_id: int
    thread_id: int
    group_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ReactionWithdrawn(Event):
    post_id: int
    thread_id: int
    group_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class PostRelabelled(Event):
    """A post is said to be in another language; its words are the same."""

    post_id: int
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadRelabelled(Event):
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PostFilesChanged(Event):
    """The files a post carries changed: some were added, some taken away."""

    post_id: int
    thread_id: int
    group_id: int
    added_ids: tuple[int, ...] = ()
    removed_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TextBroughtBack(Event):
    """A post has the text of an earlier version again."""

    post_id: int
    thread_id: int
    group_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class PositionsMoved(Event):
    """These people have read on; how far stands in their positions."""

    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PostUndone(Event):
    """Its author took the post back a moment after posting it: nobody needs to hear of it, nothing remains of it.

    Heard inside, before the row goes: whoever holds a row that names the post lets go of it here. ``alone``: it
    opened its thread and nobody has answered, so that the thread goes with it.
    """

    post_id: int
    thread_id: int
    group_id: int
    alone: bool = False


@dataclass(frozen=True, kw_only=True)
class PostHidden(Event):
    """Moderators took its words out of sight; its place stays."""

    post_id: int
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PostShown(Event):
    """A hidden post is readable again."""

    post_id: int
    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadHidden(Event):
    """Only moderators find the thread now."""

    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadShown(Event):
    """A hidden thread is readable again."""

    thread_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class TextHeld(Event):
    """A text waits for a moderator: it is no post yet."""

    waiting_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class TextRefused(Event):
    """A waiting text will not be published."""

    waiting_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class TextWithdrawn(Event):
    """Its author took a waiting text back."""

    waiting_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class TextReleased(Event):
    """A waiting text is published: as this post."""

    waiting_id: int
    post_id: int
    group_id: int
