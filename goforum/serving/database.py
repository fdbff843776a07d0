"""The schema of a site's database, brought up to date before anything is served."""

from flask import Flask
from flask_migrate import Migrate, upgrade

from goforum.core import paths
from goforum.core.db import db


def migrate(app: Flask) -> None:
    """Bring the database to the newest schema; nothing happens when it is there already."""
    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(paths.MIGRATIONS), render_as_batch=True)
    with app.app_context():
        if (paths.MIGRATIONS / "env.py").exists():
            upgrade(directory=str(paths.MIGRATIONS))
        else:
            db.create_all()
        db.session.remove()
