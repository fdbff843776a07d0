"""Threads, posts, what they are about, and how far each person has read."""

from goforum.threads.models.life import LinkMove, PostMove, ThreadSummary, ThreadTrace, TraceKind
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

__all__ = [
    "LinkMove",
    "Post",
    "PostCommitment",
    "PostMention",
    "PostMove",
    "PostRevision",
    "ReadingPosition",
    "ReplyTag",
    "Thread",
    "ThreadCommitment",
    "ThreadKind",
    "ThreadSummary",
    "ThreadTrace",
    "TraceKind",
]
