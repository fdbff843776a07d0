"""goforum: thematic working groups, proposals, votes and live meetings, beside the commitments they are about."""

from goforum.app import create_app

__all__ = ["create_app"]
