"""Polls: a question, a roll fixed at opening, ballots, a deadline, a result that stays."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.voting import (
        delegation_views,  # noqa: F401 - its doors are on the same blueprint
        ledger_views,
    )
    from goforum.voting.views import bp

    app.register_blueprint(bp)
    app.register_blueprint(ledger_views.bp)
