"""Where the files beside the code lie: next to the package in a checkout, inside it when installed.

Templates, static files and migrations stand at the top of the repository, where people who never open
Python look for them. The wheel carries them as ``goforum/_data/``.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent
IN_CHECKOUT = (CHECKOUT / "templates").is_dir()

DATA = CHECKOUT if IN_CHECKOUT else PACKAGE / "_data"
TEMPLATES = DATA / "templates"
STATIC = DATA / "static"
MIGRATIONS = DATA / "migrations"
TRANSLATIONS = PACKAGE / "translations"
