"""goforum: thematic working groups, proposals, votes and live meetings, beside the commitments they are about."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goforum.app import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    # Not imported before it is asked for: a web process must patch sockets and locks before anything uses them.
    if name == "create_app":
        from goforum.app import create_app

        return create_app
    raise AttributeError(name)
