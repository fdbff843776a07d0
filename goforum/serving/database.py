"""The schema of a site's database, brought up to date before anything is served."""

from flask import Flask

from goforum.core import migrate as migrations
from goforum.core.db import db


def migrate(app: Flask) -> None:
    """Bring the database to the newest schema; nothing is written when it is there already."""
    with app.app_context():
        if migrations.current() != migrations.head():
            migrations.upgrade()
        db.session.remove()
