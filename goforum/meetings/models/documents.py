"""The documents of points of an agenda."""

from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, fk
from goforum.files.uses import refers


class AgendaFile(Base):
    """A document of a point. One of a post is shown while that post carries it, to whoever may read the post."""

    __tablename__ = "agenda_files"

    item_id: Mapped[int] = fk("agenda_items.id", index=False, primary_key=True)
    file_id: Mapped[int] = fk("files.id", primary_key=True)
    position: Mapped[int] = mapped_column()
    post_id: Mapped[int | None] = fk("posts.id", nullable=True)


refers(AgendaFile.file_id)
