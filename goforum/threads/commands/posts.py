"""Answering, editing, deleting, restoring."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from goforum.accounts.commands import remember_language
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, lock_row
from goforum.core.hot import inserting
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.groups.queries import standing
from goforum.groups.rules import Standing
from goforum.threads import events, rules
from goforum.threads.commands.drafts import fingerprint, settle_draft
from goforum.threads.commands.files import carries, set_files
from goforum.threads.commands.growing import grow
from goforum.threads.commands.quotes import note_quotes, refresh_quotes, tell_quoting
from goforum.threads.commands.screening import edited, screened
from goforum.threads.commands.tracing import lock_thread
from goforum.threads.commands.writing import (
    A_MOMENT,
    Written,
    add_links,
    add_mentions,
    add_post_links,
    ask,
    check_commitments,
    named_people,
    one_try,
    write,
)
from goforum.threads.models import Post, PostRevision, ReplyTag, Thread
from goforum.threads.queries import find_by_key, find_repetition, last_own_post_at
from goforum.threads.queries.drafts import find_draft
from goforum.threads.rules import PostFacts, ThreadFacts
from goforum.threads.spots import edit_place, reply_place

# Shorter words are said twice by right: "I agree."
LONG_ENOUGH = 20


def thread_facts(thread: Thread) -> ThreadFacts:
    """What the rules need to know of a row."""
    return ThreadFacts(thread.author_id, thread.closed_at, thread.hidden_at, thread.slow_seconds, thread.kind,
                       thread.pinned, thread.archived_at, thread.merged_into_id is not None)


def keep_revision(post: Post, actor_id: int) -> None:
    """Put the present words into the history; the caller writes the next ones."""
    post.revision += 1
    db.session.add(PostRevision(
        post_id=post.id, number=post.revision, body_source=post.body_source, body_html=post.body_html,
        language=post.language, written_at=post.edited_at or post.created_at, replaced_by_id=actor_id))


def post_facts(post: Post) -> PostFacts:
    """What the rules need to know of a row."""
    return PostFacts(post.author_id, post.deleted_at, post.deleted_by_id, post.hidden_at, post.moderated)


_ADD = inserting(Post, (
    "thread_id", "number", "author_id", "role", "organisation_id", "college", "client_key", "tag", "body_source",
    "body_html", "pipeline_version", "language", "language_chosen", "created_at"), returning=["id"])


def publish(thread: Thread, place: Standing, written: Written, *, key: str, now: datetime,
            commitment_ids: Iterable[int] = (), tag: str | None = None, file_ids: Sequence[int] = ()) -> int:
    """Add a post at the end of a thread whose row is locked; numbers are dense because of that lock. Returns its id."""
    author_id = place.person_id
    assert author_id is not None  # every rule that leads here refuses visitors
    earlier = last_own_post_at(thread.id, author_id)
    post_id: int = _ADD.one_or_none({
        "thread_id": thread.id, "number": thread.post_count + 1, "author_id": author_id, "role": place.role,
        "organisation_id": place.organisation_id, "college": place.college, "client_key": key,
        "tag": ReplyTag(tag).value if tag else None,
        "body_source": written.source, "body_html": written.rendered.html,
        "pipeline_version": written.rendered.version, "language": written.language,
        "language_chosen": written.chosen, "created_at": now}).id
    grow(thread, post_id, author_id, now, newcomer=earlier is None)
    linked = list(dict.fromkeys((*commitment_ids, *written.rendered.references)))
    if linked:
        add_post_links(post_id, linked)
        added = add_links(thread.id, linked, author_id, now)
        if added:
            record(events.CommitmentsLinked(actor_id=author_id, thread_id=thread.id,
                                            group_id=thread.group_id, added_ids=added))
    if file_ids:
        set_files(post_id, thread, author_id, file_ids)
    named = add_mentions(post_id, named_people(written.rendered, thread.group_id))
    note_quotes(post_id, written.source, thread.group_id, new=True)
    record(events.PostPublished(actor_id=author_id, post_id=post_id, thread_id=thread.id,
                                group_id=thread.group_id, mentioned_ids=named))
    return post_id


@command
def reply(actor_id: int, thread_id: int, *, body: str, commitment_ids: Iterable[int] = (),
          client_key: str | None = None, tag: str | None = None, language: str | None = None,
          file_ids: Sequence[int] = (), typed_seconds: float | None = None) -> int:
    """Answer in a thread; commitments named are linked to the post and to the thread. Returns the post's id.

    The same text sent again under the same ``client_key`` is the same post; so is the same text sent again a
    moment later from a composer that the browser's back button has brought back under a new key. A text that must
    wait for a moderator is refused here with ``MustWait``: ``send_reply`` is the door that lets it wait.
    """
    # A thread merged away while somebody wrote takes the reply where it went.
    thread = lock_thread(thread_id)
    place = standing(actor_id, thread.group_id)
    now = clock.now()
    # Reading comes first: words about a text in a thread one may not know of would tell that it exists.
    require(rules.may_read_thread(place, thread_facts(thread), now))
    written = write(body, default_language=thread.language, language=language, thread_id=thread_id)
    if language is not None:
        remember_language(actor_id, language or None)
    key = one_try(client_key, "reply", thread_id, written.source, *file_ids)
    again = find_by_key(actor_id, key)
    if again is not None:
        return again[0]
    if client_key and (just := find_repetition(thread.id, actor_id, written.source, now - A_MOMENT)) is not None and (
            carries(just, file_ids)):
        return just
    if client_key and (sent := _sent_already(actor_id, thread_id, written.source, now)) is not None and (
            carries(sent, file_ids)):
        return sent
    last_own = last_own_post_at(thread.id, actor_id) if thread.slow_seconds else None
    ask(rules.may_reply(place, thread_facts(thread), now, last_own))
    linked, tag = check_commitments(commitment_ids), _check_tag(tag)
    typed = written.source
    written = screened(place, written, key=key, typed_seconds=typed_seconds, commitment_ids=linked, tag=tag,
                       file_ids=list(file_ids))
    post_id = publish(thread, place, written, key=key, now=now, tag=tag, commitment_ids=linked, file_ids=file_ids)
    settle_draft(actor_id, reply_place(thread_id), body=typed, became=post_id)
    return post_id


def _check_tag(tag: str | None) -> str | None:
    """What the reply is, if its author says so; Invalid for a word that is none."""
    if tag and tag not in set(ReplyTag):
        raise Invalid({"tag": _l("Choose one.")})
    return tag or None


def _sent_already(actor_id: int, thread_id: int, source: str, now: datetime) -> int | None:
    """The post that this very draft became a moment ago in another tab or on another device."""
    draft = find_draft(actor_id, reply_place(thread_id)) if len(source) >= LONG_ENOUGH else None
    if draft is None or draft.posted_hash != fingerprint("", source) or draft.updated_at < now - A_MOMENT:
        return None
    return db.session.scalar(select(Post.id).where(
        Post.id == draft.posted_id, Post.author_id == actor_id, Post.deleted_at.is_(None)))


def locked_post(post_id: int) -> tuple[Post, Thread]:
    """The post and its thread, the thread's row locked first as everywhere: no two commands wait crosswise."""
    while True:
        thread_id = db.session.scalar(select(Post.thread_id).where(Post.id == post_id))
        if thread_id is None:
            raise NotFound()
        thread = lock_row(Thread, thread_id)
        # Whoever carries posts elsewhere holds this very lock: the post is here now, or it went while we waited.
        if db.session.scalar(select(Post.thread_id).where(Post.id == post_id)) == thread_id:
            return lock_row(Post, post_id), thread


@command
def edit_post(actor_id: int, post_id: int, *, body: str, revision: int | None = None,
              language: str | None = None, file_ids: Sequence[int] | None = None) -> None:
    """Change one's words; the earlier ones go into the history. ``file_ids``: the files it carries from now on.

    ``language`` is what the text is in now ("": guess it again); None leaves a language that was chosen.
    ``revision`` is what the editor had before them: when the post has changed since, nothing is overwritten.
    """
    post, thread = locked_post(post_id)
    now = clock.now()
    place = standing(actor_id, thread.group_id)
    ask(rules.may_edit(place, thread_facts(thread), post_facts(post), now))
    if revision is not None and revision != post.revision:
        raise Conflict(_l("This post was changed in another window meanwhile."), code="stale")
    if language is None and post.language_chosen:
        language = post.language
    written = write(body, default_language=post.language, language=language, thread_id=thread.id)
    settle_draft(actor_id, edit_place(post_id), body=written.source, became=post_id)
    if file_ids is not None and set_files(post.id, thread, actor_id, file_ids):
        thread.version += 1
    if written.source == post.body_source:
        if written.language != post.language:
            # The same words, said to be in another language: nothing for the history.
            post.language, post.language_chosen = written.language, written.chosen
            thread.version += 1
            record(events.PostRelabelled(actor_id=actor_id, post_id=post_id, thread_id=thread.id,
                                         group_id=thread.group_id))
        return
    _rewrite(post, thread, edited(place, written, post.body_source), actor_id, now)


def _rewrite(post: Post, thread: Thread, written: Written, actor_id: int, now: datetime) -> None:
    """Another text for a post whose row is locked; the one it had goes into the history."""
    keep_revision(post, actor_id)
    post.body_source, post.body_html = written.source, written.rendered.html
    post.pipeline_version, post.language = written.rendered.version, written.language
    post.language_chosen = written.chosen
    post.edited_at, post.moderated = now, False
    thread.version += 1
    named = add_mentions(post.id, named_people(written.rendered, thread.group_id))
    _add_references(post, thread, written, now)
    note_quotes(post.id, written.source, thread.group_id)
    refresh_quotes(post)
    record(events.PostEdited(actor_id=actor_id, post_id=post.id, thread_id=thread.id,
                             group_id=thread.group_id, mentioned_ids=named))


def _add_references(post: Post, thread: Thread, written: Written, now: datetime) -> None:
    """Link what the new text refers to; links chosen by hand before stay."""
    if not written.rendered.references:
        return
    add_post_links(post.id, written.rendered.references)
    added = add_links(thread.id, written.rendered.references, post.author_id, now)
    if added:
        record(events.CommitmentsLinked(actor_id=post.author_id, thread_id=thread.id, group_id=thread.group_id,
                                        added_ids=added))


@command
def bring_text_back(actor_id: int, post_id: int, number: int) -> None:
    """Give a post the text again that it had as version ``number``; nothing is lost, the history goes on."""
    post, thread = locked_post(post_id)
    now = clock.now()
    ask(rules.may_bring_back(standing(actor_id, thread.group_id), thread_facts(thread), post_facts(post), now))
    earlier = db.session.execute(select(PostRevision.body_source, PostRevision.language).where(
        PostRevision.post_id == post_id, PostRevision.number == number)).one_or_none()
    if earlier is None:
        raise NotFound()
    if earlier.body_source == post.body_source:
        return
    written = write(earlier.body_source, language=earlier.language)
    _rewrite(post, thread, replace(written, chosen=post.language_chosen), actor_id, now)
    record(events.TextBroughtBack(actor_id=actor_id, post_id=post_id, thread_id=thread.id, group_id=thread.group_id,
                                  version=number))


@command
def delete_post(actor_id: int, post_id: int) -> None:
    """Take one's words back. The place stays, so that numbers and links keep their meaning."""
    post, thread = locked_post(post_id)
    now = clock.now()
    ask(rules.may_delete(standing(actor_id, thread.group_id), thread_facts(thread), post_facts(post), now))
    post.deleted_at, post.deleted_by_id = now, actor_id
    thread.version += 1
    tell_quoting(post_id, thread.id)
    record(events.PostDeleted(actor_id=actor_id, post_id=post_id, thread_id=thread.id, group_id=thread.group_id))


@command
def restore_post(actor_id: int, post_id: int) -> None:
    """Bring back what one deleted."""
    post, thread = locked_post(post_id)
    now = clock.now()
    ask(rules.may_restore(standing(actor_id, thread.group_id), thread_facts(thread), post_facts(post), now))
    post.deleted_at = post.deleted_by_id = None
    thread.version += 1
    tell_quoting(post_id, thread.id)
    record(events.PostRestored(actor_id=actor_id, post_id=post_id, thread_id=thread.id,
                               group_id=thread.group_id))
