"""What a load generator needs to know of a filled site: signed-in browsers, pages to ask for, a live room."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from bench.site import Site
from goforum.accounts.commands import start_session
from goforum.accounts.models import Person
from goforum.app import create_app
from goforum.config import load_settings
from goforum.core import clock
from goforum.core.db import db
from goforum.groups.models import Group, Membership
from goforum.groups.queries import member_ids, readable_groups
from goforum.meetings.commands import Invitation, plan_meeting, start_meeting
from goforum.threads.models import Post, Thread

WORD = re.compile(r"[^\W\d_]{5,12}")


@dataclass(frozen=True)
class Browser:
    """A signed-in browser: its cookie, and a token its forms carry."""

    person_id: int
    cookie: str
    csrf_token: str


@dataclass(frozen=True)
class Ground:
    """What there is to ask for."""

    browsers: Sequence[Browser]
    public_threads: Sequence[int]
    own_threads: Sequence[tuple[Browser, int]]
    slugs: Sequence[str]
    words: Sequence[str]
    meeting_id: int
    members: frozenset[int]


def open_app(site: Site) -> Flask:
    """The application over the same database, in this process, to prepare with."""
    return create_app(load_settings(site.environment))


def sign_in(app: Flask, person_id: int) -> Browser:
    """A browser of this person, made as the sign-in page makes it."""
    raw = secrets.token_hex(20)
    serializer = app.session_interface.get_signing_serializer(app)
    cookie = serializer.dumps({"_user_id": start_session(person_id), "_fresh": True, "_permanent": True,
                               "csrf_token": raw})
    token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(raw)
    return Browser(person_id, f"{app.config['SESSION_COOKIE_NAME']}={cookie}", token)


def prepare(site: Site, people: int = 250) -> Ground:
    """Sign people in, find the pages, open a room."""
    app = open_app(site)
    with app.test_request_context():
        ids = db.session.scalars(select(Person.id).where(Person.email.startswith("bench-")).order_by(Person.id)
                                 .limit(people)).all()
        browsers = [sign_in(app, one) for one in ids]
        public = list(db.session.scalars(select(Thread.id).where(
            Thread.group_id.in_(readable_groups(None))).order_by(Thread.id)))
        groups = db.session.execute(select(Group.id, Group.slug).where(
            Group.visibility == "public", Group.slug.startswith("bench-")).order_by(Group.id)).all()
        ground = Ground(
            browsers=browsers, public_threads=public, own_threads=_own_threads(browsers),
            slugs=[row.slug for row in groups], words=_words(), members=frozenset(member_ids(groups[0].id)),
            meeting_id=open_room(browsers[0].person_id, groups[0].id))
        db.session.remove()
        db.engine.dispose()
    return ground


def _own_threads(browsers: Sequence[Browser]) -> list[tuple[Browser, int]]:
    """Pairs of a browser and a thread its person may write in, mixed."""
    by_person = {one.person_id: one for one in browsers}
    rows = db.session.execute(
        select(Membership.person_id, Thread.id).join(Thread, Thread.group_id == Membership.group_id)
        .where(Membership.person_id.in_(by_person)).order_by((Thread.id * 7919 + Membership.person_id * 104729) % 10007)
        .limit(5000))
    return [(by_person[row.person_id], row.id) for row in rows]


def _words() -> list[str]:
    """Words people would look for, from the posts themselves, in each language."""
    found: list[str] = []
    for language in ("ar", "fr", "en"):
        texts = db.session.scalars(select(Post.body_source).where(Post.language == language).limit(40))
        found += sorted({word for text in texts for word in WORD.findall(text)})[:200:4]
    return found


def open_room(person_id: int, group_id: int) -> int:
    """A live meeting of a group, opened by one of its facilitators."""
    now: Any = clock.now().replace(microsecond=0)
    meeting_id = plan_meeting(person_id, group_id, Invitation(
        titles={"fr": "Réunion de mesure (exemple)"}, starts_at=now + timedelta(minutes=5),
        ends_at=now + timedelta(hours=3)))
    start_meeting(person_id, meeting_id)
    return meeting_id
