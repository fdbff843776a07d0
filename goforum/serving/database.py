"""The schema of a site's database, brought up to date before anything is served."""

from flask import Flask

from goforum.core import migrate as migrations
from goforum.core import paths
from goforum.core.db import db


def migrate(app: Flask) -> None:
    """Bring the database to the newest schema; nothing happens when it is there already."""
    with app.app_context():
        if any((paths.MIGRATIONS / "versions").glob("*.py")):
            migrations.upgrade()
        else:
            db.create_all()
        db.session.remove()
