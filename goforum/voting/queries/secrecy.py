"""Reading the box of a secret poll. Nothing here is asked with a voter in hand: the box does not know them."""

from typing import Any

from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.voting.ledger_models import SecretBox
from goforum.voting.models import Level, Poll
from goforum.voting.rules import ledger as layout
from goforum.voting.rules.secrecy import SecretBallots


def read_secret_box(poll_id: int) -> SecretBallots:
    """The box of a secret poll, as it is now."""
    text = db.session.scalar(select(SecretBox.content).where(SecretBox.poll_id == poll_id))
    if text is None:
        raise NotFound()
    return SecretBallots.read(text)


def choice_in(method: str, text: str) -> Any:
    """What a text of the box says, in the published form: canonical marks, or the word of a position."""
    return layout.choice_of(method, None, text) if text.startswith("{") else layout.choice_of(method, text, "")


def list_secret_ballots(poll: Poll) -> list[dict[str, Any]]:
    """The ballots of a closed secret poll as they are published."""
    return [{"choice": choice_in(poll.method, text), "tracker": tracker}
            for tracker, text in read_secret_box(poll.id).ballots.items()]


def has_open_secret_poll() -> bool:
    """Whether somebody may be voting secretly now."""
    return db.session.execute(select(Poll.id).where(
        Poll.level == Level.SECRET.value, Poll.closed_at.is_(None), Poll.cancelled_at.is_(None),
        Poll.opens_at <= clock.now()).limit(1)).first() is not None
