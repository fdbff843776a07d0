"""A web process that does not wait for the disk (``synchronous=NORMAL``): the control, which must lose what was said."""

import sys

from goforum.serving import web  # isort: skip - patches first of all
from sqlalchemy import event

from goforum.core import db

_careful = db.prepare_engine


def _careless(engine):
    _careful(engine)

    @event.listens_for(engine, "connect")
    def _pragma(connection, _record):
        connection.execute("PRAGMA synchronous=NORMAL")


db.prepare_engine = _careless
if __name__ == "__main__":
    sys.exit(web.main())
