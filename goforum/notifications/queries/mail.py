"""What a mail may say, asked when it is sent: the person as they are now, the lines they may still see."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, or_, select

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.i18n import Localised, localised
from goforum.groups.queries import GroupCard
from goforum.meetings.queries import MeetingCard
from goforum.meetings.queries import cards as meeting_cards
from goforum.notifications import rules
from goforum.notifications.models import (
    GroupFollow,
    Notice,
    Notification,
    NotificationMail,
    NotificationSetting,
    ThreadFollow,
)
from goforum.notifications.queries.centre import Line, list_lines
from goforum.threads.queries import post_cards
from goforum.voting.queries.ledger import poll_heads
from goforum.workshops.queries import OwnTurn, WorkshopCard, turns_of
from goforum.workshops.queries import cards as workshop_cards


def list_people_to_mail(limit: int = 50) -> list[int]:
    """Who has something due and has not had their share of this hour."""
    now = clock.now()
    full = (select(NotificationMail.person_id).where(NotificationMail.at > now - rules.AN_HOUR)
            .group_by(NotificationMail.person_id).having(func.count() >= rules.MAILS_AN_HOUR))
    return list(db.session.scalars(
        select(Notification.person_id).where(Notification.mail_due_at <= now, Notification.person_id.not_in(full))
        .distinct().limit(limit)))


def wants_mail(person_id: int, address: str) -> bool:
    """Whether this is still the confirmed address of someone who has not said "never"."""
    found = db.session.execute(
        select(Person.id).outerjoin(NotificationSetting, NotificationSetting.person_id == Person.id)
        .where(Person.id == person_id, Person.email == address, Person.erased_at.is_(None),
               Person.email_confirmed_at.is_not(None),
               or_(NotificationSetting.mail.is_(None), NotificationSetting.mail != "never")))
    return found.first() is not None


def is_mailed(person_id: int) -> bool:
    """Whether there is somebody to mail at all."""
    return db.session.scalar(select(Person.id).where(Person.id == person_id, Person.erased_at.is_(None))) is not None


def is_stopped(person_id: int, scope: str, number: int) -> bool:
    """Whether mail about a thread, a group or anything is off."""
    where = {"thread": (ThreadFollow.mail, ThreadFollow.person_id == person_id, ThreadFollow.thread_id == number),
             "group": (GroupFollow.mail, GroupFollow.person_id == person_id, GroupFollow.group_id == number)}
    column, *rows = where.get(scope, (NotificationSetting.mail, NotificationSetting.person_id == person_id))
    return db.session.scalar(select(column).where(*rows)) == "never"


def list_mail_lines(person_id: int, mail_id: int) -> list[Line]:
    """The lines a mail gathered, without what was read or may no longer be seen."""
    return list_lines(person_id, Notification.mail_id == mail_id, Notification.read_at.is_(None))


def load_excerpts(person_id: int, lines: Iterable[Line]) -> Mapping[int, tuple[str, str]]:
    """The words of single posts, by the number of their notice: (HTML, language); of no reserved group.

    What is said in confidence is read on the site, behind its door: a mail lies in many places on its way.
    """
    alone = {line.first_id for line in lines
             if line.count == 1 and line.group is not None and line.group.visibility != "reserved"}
    rows = db.session.execute(select(Notice.id, Notice.subject_id).where(
        Notice.id.in_(alone), Notice.subject == "post")).all() if alone else []
    posts = {row.id: row.subject_id for row in rows}
    cards = post_cards(posts.values(), person_id)
    return {notice: (cards[post].body_html, cards[post].language) for notice, post in posts.items() if post in cards}


def load_heads(lines: Iterable[Line]) -> Mapping[int, str]:
    """Where the chain of ballots ends, for what is told of votes, by the number of the first notice of the line.

    In a mailbox it is out of the site's reach: a box made anew would not end there.
    """
    about = {line.first_id for line in lines if line.topic.startswith("poll:")}
    rows = db.session.execute(select(Notice.id, Notice.subject_id).where(Notice.id.in_(about))).all() if about else []
    heads = poll_heads(row.subject_id for row in rows)
    return {row.id: heads[row.subject_id] for row in rows if row.subject_id in heads}


def name_of(group: GroupCard) -> Localised:
    """A group's name in the language of the page or mail."""
    return localised(group.names)


# What is told of a meeting's time: mails about these carry it for the reader's calendar.
IN_CALENDARS = ("meeting", "meeting-moved", "meeting-cancelled")
MOST_INVITES = 20


WORKSHOPS_IN_CALENDARS = ("workshop-moved", "workshop-cancelled", "workshop-place", "workshop-removed")


def _told_of(person_id: int, mail_id: int, subject: str, kinds: Sequence[str]) -> list[int]:
    return list(db.session.scalars(
        select(Notice.subject_id).join(Notification, Notification.notice_id == Notice.id)
        .where(Notification.mail_id == mail_id, Notification.person_id == person_id, Notification.read_at.is_(None),
               Notice.subject == subject, Notice.kind.in_(kinds)).distinct()))


def list_mailed_meetings(person_id: int, mail_id: int) -> list[MeetingCard]:
    """The meetings of a mail whose time the person is told of, as far as they may read them now."""
    found = meeting_cards(_told_of(person_id, mail_id, "meeting", IN_CALENDARS), person_id).values()
    return sorted(found, key=lambda one: (one.starts_at, one.id))[:MOST_INVITES]


def list_mailed_workshops(person_id: int, mail_id: int) -> list[tuple[WorkshopCard, OwnTurn]]:
    """The workshops of a mail that are in the person's calendar, or are to be, with what they have of each now."""
    ids = _told_of(person_id, mail_id, "workshop", WORKSHOPS_IN_CALENDARS)
    turns = turns_of(person_id, ids)
    found = [(one, turns[one.id]) for one in workshop_cards(ids, person_id).values() if one.id in turns]
    return sorted(found, key=lambda pair: (pair[0].starts_at, pair[0].id))[:MOST_INVITES]
