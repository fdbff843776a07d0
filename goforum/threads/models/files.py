"""The files that posts carry."""

from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, fk
from goforum.files.uses import refers


class PostFile(Base):
    """A post carries a file, at a place in its row of files. A deleted post keeps them: it may be restored."""

    __tablename__ = "post_files"

    post_id: Mapped[int] = fk("posts.id", index=False, primary_key=True)
    file_id: Mapped[int] = fk("files.id", primary_key=True)
    position: Mapped[int] = mapped_column()


class WaitingFile(Base):
    """A text that waits for a moderator carries a file; a refused one too, while an appeal may still bring it out."""

    __tablename__ = "waiting_files"

    waiting_id: Mapped[int] = fk("waiting_texts.id", index=False, primary_key=True)
    file_id: Mapped[int] = fk("files.id", primary_key=True)
    position: Mapped[int] = mapped_column()


refers(PostFile.file_id)
refers(WaitingFile.file_id)
