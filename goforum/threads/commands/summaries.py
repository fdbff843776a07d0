"""Where the discussion stands: a facilitator's summary, each text of it kept."""

import re

from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.language import guess_language
from goforum.core.rules import Conflict, Invalid
from goforum.core.text import clean_source, render_markdown
from goforum.groups.queries import standing
from goforum.threads import events, rules
from goforum.threads.commands.posts import thread_facts
from goforum.threads.commands.writing import ask, people_named
from goforum.threads.models import Post, Thread, ThreadSummary

MAX_SUMMARY = 10_000
# "#12", not inside an address or another link. Arabic joins "and", "in" to the next word: «و#12» cites too.
_NUMBER = re.compile(r"(?<![A-Za-z0-9_/#\[(&])#(\d{1,7})(?![A-Za-z0-9_\]])")


def tie_citations(thread_id: int, source: str) -> str:
    """``#12`` becomes a link to the post itself: numbers change when threads are split and merged, addresses do not."""
    numbers = {int(one) for one in _NUMBER.findall(source)}
    if not numbers:
        return source
    ids: dict[int, int] = {row[0]: row[1] for row in db.session.execute(select(Post.number, Post.id).where(
        Post.thread_id == thread_id, Post.number.in_(numbers)))}
    return _NUMBER.sub(lambda found: f"[#{found[1]}](/posts/{ids[int(found[1])]})" if int(found[1]) in ids
                       else found[0], source)


@command
def write_summary(actor_id: int, thread_id: int, *, body: str, after: int) -> int:
    """Say where the discussion stands. ``after`` is the number of the text the writer had before them (0: none).

    When somebody has written another meanwhile, nothing is overwritten. An empty text takes the summary away; its
    history stays.
    """
    thread = lock_row(Thread, thread_id)
    now = clock.now()
    ask(rules.may_summarise(standing(actor_id, thread.group_id), thread_facts(thread), now))
    source = tie_citations(thread_id, clean_source(body).strip())
    if len(source) > MAX_SUMMARY:
        raise Invalid({"body": _l("At most %(max)d characters.", max=MAX_SUMMARY)})
    present = db.session.execute(select(ThreadSummary.number, ThreadSummary.body_source).where(
        ThreadSummary.thread_id == thread_id).order_by(ThreadSummary.number.desc()).limit(1)).one_or_none()
    number = present.number if present else 0
    if present is not None and present.body_source == source:
        return number
    if number != after:
        raise Conflict(_l("Somebody has written another summary meanwhile."), code="stale")
    if not source and present is None:
        raise Invalid({"body": _l("Write something first.")})
    rendered = render_markdown(source, mentions=people_named)
    insert_or_ignore(ThreadSummary, {
        "thread_id": thread_id, "number": number + 1, "body_source": source, "body_html": rendered.html,
        "pipeline_version": rendered.version, "language": guess_language(source, thread.language),
        "author_id": actor_id, "written_at": now, "at_number": db.session.scalar(
            select(func.coalesce(func.max(Post.number), 0)).where(Post.thread_id == thread_id)),
    }, ["thread_id", "number"])
    thread.version += 1
    record(events.SummaryWritten(actor_id=actor_id, thread_id=thread_id, group_id=thread.group_id,
                                 number=number + 1))
    return number + 1
