"""The picture of a message, as part of saying it."""

from dataclasses import dataclass

from sqlalchemy import select

from goforum.core.db import db
from goforum.core.i18n import _l
from goforum.core.rules import Invalid
from goforum.core.text import clean_line, clean_source
from goforum.files.commands import GONE, claim_files
from goforum.files.queries import list_own_files
from goforum.meetings import rules
from goforum.meetings.models import HeldMessage, HeldPicture, MessagePicture


@dataclass(frozen=True)
class Shown:
    """A picture of one's own that goes with a message, and what it shows in words."""

    file_id: int
    alt: str = ""


def words_for(text: str, picture: Shown | None) -> str:
    """The words of a message: of a picture alone, what it shows; those who do not see it read them."""
    if picture is None or clean_source(text).strip():
        return text
    if not clean_line(picture.alt):
        raise Invalid({"alt": _l("Say in a few words what the picture shows.")})
    return picture.alt


def check_picture(actor_id: int, picture: Shown | None) -> Shown | None:
    """The picture as it is kept; Invalid when it is none, or somebody else's."""
    if picture is None:
        return None
    alt = clean_line(picture.alt)
    if len(alt) > rules.MAX_ALT:
        raise Invalid({"alt": _l("At most %(max)d characters.", max=rules.MAX_ALT)})
    own = list_own_files(actor_id, [picture.file_id])
    if not own:
        raise Invalid({"picture": GONE})
    if not own[0].is_picture:
        raise Invalid({"picture": _l("Only pictures go with a message: PNG, JPEG, WebP or GIF.")})
    return Shown(picture.file_id, alt)


def _claim(owner_id: int, picture: Shown) -> None:
    """From now on something refers to it; Invalid when it was given up meanwhile."""
    try:
        claim_files(owner_id, [picture.file_id])
    except Invalid as invalid:
        raise Invalid({"picture": GONE}) from invalid


def put_picture(message_id: int, author_id: int, picture: Shown) -> None:
    """The message carries this picture of its author's."""
    _claim(author_id, picture)
    db.session.add(MessagePicture(message_id=message_id, file_id=picture.file_id, alt=picture.alt))


def hold_picture(held_id: int, author_id: int, picture: Shown) -> None:
    """The message that waits carries it."""
    _claim(author_id, picture)
    db.session.add(HeldPicture(held_id=held_id, file_id=picture.file_id, alt=picture.alt))


def picture_of_held(held: HeldMessage) -> Shown | None:
    """What a message that waits carries."""
    row = db.session.execute(select(HeldPicture.file_id, HeldPicture.alt).where(
        HeldPicture.held_id == held.id)).one_or_none()
    return None if row is None else Shown(row.file_id, row.alt)
