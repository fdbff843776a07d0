"""Threads, posts, what they are about, and how far each person has read."""

from goforum.threads.models.files import PostFile
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
    "Post",
    "PostCommitment",
    "PostFile",
    "PostMention",
    "PostRevision",
    "ReadingPosition",
    "ReplyTag",
    "Thread",
    "ThreadCommitment",
    "ThreadKind",
]
