"""Texts that must wait for a moderator: sent, taken back, published at the end of their thread, or refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, No, NotFound, TooMany, require
from goforum.files.commands import claim_files, release_files
from goforum.groups.queries import standing
from goforum.threads import events, rules
from goforum.threads.commands.drafts import settle_draft
from goforum.threads.commands.posts import publish, reply, thread_facts
from goforum.threads.commands.screening import MustWait, covered_title
from goforum.threads.commands.threads import create_thread
from goforum.threads.commands.writing import ask, check_commitments, check_title, write
from goforum.threads.models import Thread, WaitingState, WaitingText
from goforum.threads.models.files import WaitingFile
from goforum.threads.queries.waiting import find_waiting_by_key, list_own_waiting
from goforum.threads.spots import reply_place, thread_place

# A person's texts that may wait at once: the queue is no place to fill.
MOST_WAITING = 10
_MAY_COME_OUT = (WaitingState.WAITING, WaitingState.REFUSED)


@dataclass(frozen=True)
class Sent:
    """What became of a text: the post or thread it is, or the number under which it waits."""

    made_id: int | None = None
    waiting_id: int | None = None


def send_reply(actor_id: int, thread_id: int, **text: Any) -> Sent:
    """Answer in a thread (as ``reply`` takes it), or let the answer wait where the group's policy says so."""
    try:
        return Sent(made_id=reply(actor_id, thread_id, **text))
    except MustWait as wait:
        return _hold(actor_id, wait, thread_id=thread_id)


def send_thread(actor_id: int, group_id: int, **text: Any) -> Sent:
    """Open a thread (as ``create_thread`` takes it), or let it wait whole where the group's policy says so."""
    try:
        return Sent(made_id=create_thread(actor_id, group_id, **text))
    except MustWait as wait:
        return _hold(actor_id, wait, group_id=group_id, title=check_title(str(text["title"])))


@command
def _hold(actor_id: int, wait: MustWait, *, thread_id: int | None = None, group_id: int | None = None,
          title: str | None = None) -> Sent:
    now = clock.now()
    thread = lock_row(Thread, thread_id) if thread_id is not None else None
    place = standing(actor_id, thread.group_id if thread else group_id or 0)
    if thread is not None:
        ask(rules.may_reply(place, thread_facts(thread), now))
    else:
        require(rules.may_open(place, now))
    again = find_waiting_by_key(actor_id, wait.key)
    if again is not None:
        return Sent(waiting_id=again)
    if len(list_own_waiting(actor_id, limit=MOST_WAITING)) >= MOST_WAITING:
        raise TooMany(_l("%(num)d of your texts wait already: let moderators read them first.", num=MOST_WAITING))
    written = write(wait.screening.text, language=wait.extras.get("language"))
    insert_or_ignore(WaitingText, {
        "group_id": place.group_id, "thread_id": thread_id, "author_id": actor_id, "client_key": wait.key,
        "title": covered_title(place, title) if title else None, "body_source": written.source,
        "body_html": written.rendered.html, "language": written.language, "extras": wait.extras,
        "why": wait.screening.code, "word": wait.screening.word, "state": WaitingState.WAITING.value,
        "sent_at": now}, ["author_id", "client_key"])
    settle_draft(actor_id, reply_place(thread_id) if thread_id is not None else thread_place(place.group_id),
                 title=title or "", body=wait.source)
    made = find_waiting_by_key(actor_id, wait.key)
    assert made is not None
    _carry_files(actor_id, made, wait.extras.get("file_ids", ()))
    record(events.TextHeld(actor_id=actor_id, waiting_id=made, group_id=place.group_id))
    return Sent(waiting_id=made)


def _carry_files(actor_id: int, waiting_id: int, file_ids: Iterable[int]) -> None:
    wanted = list(dict.fromkeys(file_ids))
    claim_files(actor_id, wanted)
    db.session.add_all(WaitingFile(waiting_id=waiting_id, file_id=one, position=at) for at, one in enumerate(wanted))


def _let_files_go(waiting_ids: Iterable[int]) -> None:
    """These texts carry their files no longer: the posts they became do, or nothing does."""
    gone = db.session.scalars(delete(WaitingFile).where(
        WaitingFile.waiting_id.in_(list(waiting_ids))).returning(WaitingFile.file_id)).all()
    if gone:
        release_files(gone)


@command
def forget_refused_files(before: datetime, limit: int = 100) -> int:
    """Let the files go of texts refused before an instant after which nobody can appeal. Returns of how many texts."""
    done = db.session.scalars(
        select(WaitingText.id).where(
            WaitingText.id.in_(select(WaitingFile.waiting_id)), WaitingText.decided_at < before,
            WaitingText.state == WaitingState.REFUSED.value).order_by(WaitingText.id).limit(limit)).all()
    _let_files_go(done)
    return len(done)


def _end(waiting_id: int, state: WaitingState, now: datetime, post_id: int | None = None,
         out_of: tuple[WaitingState, ...] = (WaitingState.WAITING,)) -> None:
    ended = db.session.execute(update(WaitingText).where(
        WaitingText.id == waiting_id, WaitingText.state.in_(out_of),
    ).values(state=state.value, decided_at=now, post_id=post_id).execution_options(synchronize_session=False))
    if not ended.rowcount:
        raise Conflict(_l("It does not wait any more."), code="decided")


@command
def withdraw_text(actor_id: int, waiting_id: int) -> None:
    """Take one's waiting text back; it was never published, and nobody else will read it."""
    row = lock_row(WaitingText, waiting_id)
    now = clock.now()
    place = standing(actor_id, row.group_id)
    if row.author_id == actor_id and row.state == WaitingState.WITHDRAWN:
        return
    verdict = rules.may_withdraw_waiting(place, row.author_id, row.state, now)
    if isinstance(verdict, No) and verdict.code == "decided":
        raise Conflict(verdict.reason, code="decided")  # a moderator was first: no lack of rights
    require(verdict)
    _end(waiting_id, WaitingState.WITHDRAWN, now)
    _let_files_go([waiting_id])
    record(events.TextWithdrawn(actor_id=actor_id, waiting_id=waiting_id, group_id=row.group_id))


@command
def release_text(actor_id: int, waiting_id: int) -> int:
    """Publish a waiting text at the end of its thread, or as a new one, as its author. Returns the post's id.

    A refused one too: an appeal may give it back.
    """
    row = _judged(actor_id, waiting_id, _MAY_COME_OUT)
    now = clock.now()
    thread = lock_row(Thread, row.thread_id) if row.thread_id is not None else _open(row, now)
    # Carried to another group, it has other readers and other moderators: this one may publish nothing there.
    if (thread.closed_at is not None or thread.hidden_at is not None or thread.merged_into_id is not None
            or thread.group_id != row.group_id):
        raise Conflict(_l("The thread was closed or moved meanwhile: nothing can be added to it."), code="closed")
    author = standing(row.author_id, thread.group_id)
    extras: dict[str, Any] = dict(row.extras)
    written = write(row.body_source, default_language=row.language, language=extras.pop("language", None))
    extras["commitment_ids"] = check_commitments(extras.get("commitment_ids", ()))
    post_id = publish(thread, author, written, now=now, key=row.client_key, **extras)
    _end(waiting_id, WaitingState.PUBLISHED, now, post_id, _MAY_COME_OUT)
    db.session.execute(delete(WaitingFile).where(WaitingFile.waiting_id == waiting_id))  # the post carries them now
    record(events.TextReleased(actor_id=actor_id, waiting_id=waiting_id, post_id=post_id, group_id=row.group_id))
    return post_id


@command
def refuse_text(actor_id: int, waiting_id: int) -> None:
    """Say that a waiting text will not be published; moderation tells its author why."""
    row = _judged(actor_id, waiting_id)
    _end(waiting_id, WaitingState.REFUSED, clock.now())
    record(events.TextRefused(actor_id=actor_id, waiting_id=waiting_id, group_id=row.group_id))


def _judged(actor_id: int, waiting_id: int,
            states: tuple[WaitingState, ...] = (WaitingState.WAITING,)) -> WaitingText:
    # The thread's row first, as everywhere: no two commands wait crosswise.
    found = db.session.get(WaitingText, waiting_id)
    if found is None:
        raise NotFound()
    if found.thread_id is not None:
        lock_row(Thread, found.thread_id)
    row = lock_row(WaitingText, waiting_id)
    require(rules.may_judge(standing(actor_id, row.group_id), row.author_id, clock.now()))
    if row.state not in states:
        raise Conflict(_l("It does not wait any more."), code="decided")
    return row


def _open(row: WaitingText, now: datetime) -> Thread:
    if row.title is None:
        raise Invalid({"title": _l("Write a title: what is the question?")})
    thread = Thread(group_id=row.group_id, title=row.title, language=row.language, author_id=row.author_id,
                    client_key=row.client_key, created_at=now, last_post_at=now)
    db.session.add(thread)
    db.session.flush()  # the event and the post name the thread
    record(events.ThreadOpened(actor_id=row.author_id, thread_id=thread.id, group_id=row.group_id))
    return thread

