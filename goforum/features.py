"""The features of goforum, lowest first. Each is a package with ``register(app)``."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

FEATURES = (
    "accounts", "organisations", "groups", "commitments", "threads", "voting", "proposals", "meetings",
    "audit", "search", "pages",
)


def register_features(app: Flask) -> None:
    """Let each feature add its routes, sockets and listeners."""
    for name in FEATURES:
        if find_spec(f"goforum.{name}") is None:
            continue
        try:
            import_module(f"goforum.{name}").register(app)
        except (ImportError, AttributeError) as error:
            print("feature not ready:", name, error)
