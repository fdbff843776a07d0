"""The features of goforum, lowest first. Each is a package with ``register(app)``."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

FEATURES = (
    "files", "accounts", "organisations", "groups", "commitments", "threads", "voting", "proposals",
    "conclusions", "meetings", "minutes", "planning", "workshops", "moderation", "audit", "search", "notifications",
    "pages",
)
# Loading these is enough: tables, listeners and socket events make themselves known.
LOADED = ("models", "listeners", "sockets")


def register_features(app: Flask) -> None:
    """Load what each feature has, then let it add its routes."""
    for name in FEATURES:
        for part in LOADED:
            if find_spec(f"goforum.{name}.{part}") is not None:
                import_module(f"goforum.{name}.{part}")
        import_module(f"goforum.{name}").register(app)
