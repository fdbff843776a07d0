"""Threads, posts, what they are about, and how far each person has read."""

from goforum.threads.models.files import PostFile
from goforum.threads.models.life import LinkMove, PostMove, ThreadSummary, ThreadTrace, TraceKind
from goforum.threads.models.marks import Bookmark, Reaction
from goforum.threads.models.threads import (
    Post,
    PostCommitment,
    PostMention,
    PostRevision,
    ReadingPosition,
    ReplyTag,
    Thread,
    ThreadCommitment,
    ThreadKind,
)
from goforum.threads.models.waiting import WaitingState, WaitingText
from goforum.threads.models.writing import Draft, NameWord, PostQuote

__all__ = [
    "Bookmark",
    "Draft",
    "LinkMove",
    "NameWord",
    "Post",
    "PostCommitment",
    "PostFile",
    "PostMention",
    "PostMove",
    "PostQuote",
    "PostRevision",
    "Reaction",
    "ReadingPosition",
    "ReplyTag",
    "Thread",
    "ThreadCommitment",
    "ThreadKind",
    "ThreadSummary",
    "ThreadTrace",
    "TraceKind",
    "WaitingState",
    "WaitingText",
]
