"""The right to do one thing once, mailed to whoever owns an address."""

from datetime import timedelta

from sqlalchemy import update

from goforum.accounts import queries
from goforum.accounts.models import AccountToken, Person, Purpose
from goforum.accounts.rules import LINK_LIVES, MAILS_AN_HOUR
from goforum.core import clock
from goforum.core.db import db
from goforum.core.outbox import queue_mail


def mail_link(person: Person, purpose: Purpose, aim: str | None = None) -> None:
    """Mail a link for one purpose, at most three times an hour (inside a command)."""
    now = clock.now()
    if queries.count_recent_tokens(person.id, purpose, now - timedelta(hours=1)) >= MAILS_AN_HOUR:
        return
    token = AccountToken(person_id=person.id, purpose=purpose, created_at=now, expires_at=now + LINK_LIVES[purpose],
                         aim=aim)
    db.session.add(token)
    db.session.flush()  # the mail names the token's id
    queue_mail(person.email, name=person.name, template=f"accounts/{purpose}", lang=person.language,
               data={"token_id": token.id}, dedup_key=f"token:{token.id}")


def spend_reset_links(person_id: int) -> None:
    """A password has been chosen: a link mailed before must not choose another, nor go around it (inside a command)."""
    db.session.execute(update(AccountToken).where(
        AccountToken.person_id == person_id, AccountToken.purpose.in_((Purpose.RESET, Purpose.SIGN_IN)),
        AccountToken.used_at.is_(None),
    ).values(used_at=clock.now()).execution_options(synchronize_session=False))
