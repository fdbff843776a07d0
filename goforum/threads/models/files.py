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


refers(PostFile.file_id)
