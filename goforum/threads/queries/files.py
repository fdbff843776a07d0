"""The files of posts, and through which posts a person may see a file."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, select

from goforum.core import clock
from goforum.core.db import db
from goforum.files.models import File
from goforum.files.queries import CARD, FileCard
from goforum.groups.queries import readable_groups, standing
from goforum.threads.models import Post, Thread, WaitingText
from goforum.threads.models.files import PostFile, WaitingFile
from goforum.threads.queries.threads import shown
from goforum.threads.rules import PostFacts, ThreadFacts, may_see_waiting
from goforum.threads.rules.files import may_open_file

MOST_DOCUMENTS = 20
MOST_WORDS = 8


def files_of_posts(post_ids: Iterable[int]) -> dict[int, list[FileCard]]:
    """The files each of these posts carries, in their order; one statement."""
    rows = db.session.execute(
        select(PostFile.post_id, *CARD).join(File, File.id == PostFile.file_id)
        .where(PostFile.post_id.in_(list(post_ids))).order_by(PostFile.post_id, PostFile.position, PostFile.file_id))
    found: dict[int, list[FileCard]] = {}
    for row in rows:
        found.setdefault(row.post_id, []).append(FileCard(*row[1:]))
    return found


def files_of_waiting(waiting_id: int) -> list[FileCard]:
    """The files a waiting text carries, in their order; for those who may see the text."""
    rows = db.session.execute(
        select(*CARD).join(WaitingFile, WaitingFile.file_id == File.id)
        .where(WaitingFile.waiting_id == waiting_id).order_by(WaitingFile.position, WaitingFile.file_id))
    return [FileCard(*row) for row in rows]


def _open_posts(person_id: int | None) -> Any:
    """Posts with files that stand openly where the person reads: hidden, held and deleted ones are left out."""
    return (select(PostFile.post_id, PostFile.file_id).join(Post, Post.id == PostFile.post_id)
            .join(Thread, Thread.id == Post.thread_id)
            .where(Post.deleted_at.is_(None), Post.hidden_at.is_(None), Post.held_at.is_(None), *shown(),
                   Thread.group_id.in_(readable_groups(person_id))))


def carried_openly(post_id: Any, file_id: Any, person_id: int | None) -> ColumnElement[bool]:
    """SQL: the post of this column still carries the file of that one, and the person may read it."""
    found: ColumnElement[bool] = _open_posts(person_id).where(
        PostFile.post_id == post_id, PostFile.file_id == file_id).exists()
    return found


def list_group_documents(group_id: int, person_id: int | None, *, words: str = "", ids: Iterable[int] | None = None,
                         limit: int = MOST_DOCUMENTS) -> list[tuple[FileCard, int]]:
    """Documents that posts of a group carry, and which post, newest first: by words of their names, or by numbers."""
    statement = (_open_posts(person_id).with_only_columns(PostFile.post_id, *CARD)
                 .join(File, File.id == PostFile.file_id)
                 .where(Thread.group_id == group_id, File.kind == "document", File.gone_at.is_(None)))
    for word in words.split()[:MOST_WORDS]:
        statement = statement.where(File.name.icontains(word, autoescape=True))
    if ids is not None:
        statement = statement.where(File.id.in_(set(ids)))
    rows = db.session.execute(statement.order_by(PostFile.post_id.desc(), PostFile.position).limit(limit))
    return [(FileCard(*row[1:]), row.post_id) for row in rows]


def waiting_files_visible_to(file_id: int, person_id: int | None) -> set[str]:
    """The kinds of groups through whose waiting texts the person may open this file now: its author's own, and a
    moderator's, who must see what they decide about. Never said to be public: nobody else may keep it.
    """
    rows = db.session.execute(
        select(WaitingText.group_id, WaitingText.author_id)
        .join(WaitingFile, WaitingFile.waiting_id == WaitingText.id)
        .where(WaitingFile.file_id == file_id, WaitingText.group_id.in_(readable_groups(person_id)))).all()
    now = clock.now()
    return {"waiting" for row in rows if may_see_waiting(standing(person_id, row.group_id), row.author_id, now)}


def files_visible_to(file_id: int, person_id: int | None) -> set[str]:
    """The kinds of groups ("public", "members", "reserved") through whose posts the person may open this file now.

    Empty for a file nobody attached, for one of a group they may not read, and for one that never was: the same
    statement answers all three.
    """
    rows = db.session.execute(
        select(Thread.group_id, Thread.author_id, Thread.hidden_at, Post.author_id.label("writer_id"),
               Post.deleted_at, Post.deleted_by_id, Post.hidden_at.label("post_hidden_at"), Post.held_at)
        .select_from(PostFile).join(Post, Post.id == PostFile.post_id).join(Thread, Thread.id == Post.thread_id)
        .where(PostFile.file_id == file_id, Thread.group_id.in_(readable_groups(person_id)))).all()
    now, found = clock.now(), set()
    for row in rows:
        place = standing(person_id, row.group_id)
        thread = ThreadFacts(row.author_id, hidden_at=row.hidden_at)
        post = PostFacts(row.writer_id, row.deleted_at, row.deleted_by_id, row.post_hidden_at)
        if may_open_file(place, thread, post, row.held_at, now):
            found.add(place.visibility)
    return found
