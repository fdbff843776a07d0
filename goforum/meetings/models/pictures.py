"""The pictures that messages carry: one each, with what it shows in words."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, fk
from goforum.files.uses import refers


class MessagePicture(Base):
    """A message carries a picture. One that was taken out keeps it: a moderator may bring it back."""

    __tablename__ = "message_pictures"

    message_id: Mapped[int] = fk("messages.id", index=False, primary_key=True)
    file_id: Mapped[int] = fk("files.id")
    # What it shows, for those who do not see it.
    alt: Mapped[str] = mapped_column(String(300), default="", server_default="")


class HeldPicture(Base):
    """A message that waits carries a picture."""

    __tablename__ = "held_pictures"

    held_id: Mapped[int] = fk("held_messages.id", index=False, primary_key=True)
    file_id: Mapped[int] = fk("files.id")
    alt: Mapped[str] = mapped_column(String(300), default="", server_default="")


refers(MessagePicture.file_id)
refers(HeldPicture.file_id)
