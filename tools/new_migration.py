"""Write the next numbered migration from the difference between models and migrations (`make migrate`)."""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from goforum.app import create_app
from goforum.config import Settings
from goforum.core import migrate, paths
from goforum.core.db import db


def main(message: str) -> None:
    """Make the file and move HEAD."""
    here = Path(__file__).resolve().parent.parent
    if here != paths.CHECKOUT:
        raise SystemExit(f"goforum is imported from {paths.CHECKOUT}: run this with PYTHONPATH=. from your checkout")
    versions = paths.MIGRATIONS / "versions"
    number = f"{len(list(versions.glob('[0-9]*.py'))) + 1:04d}"
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(environment="development", data_dir=Path(folder)))
        with app.app_context():
            if number != "0001":
                migrate.upgrade()
            with db.engine.begin() as connection:
                config = Config()
                config.set_main_option("script_location", str(paths.MIGRATIONS))
                config.set_main_option("file_template", "%%(rev)s")
                config.attributes["connection"] = connection
                command.revision(config, message, autogenerate=True, rev_id=f"{number}_{slug}")
    (paths.MIGRATIONS / "HEAD").write_text(f"{number}_{slug}\n")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
