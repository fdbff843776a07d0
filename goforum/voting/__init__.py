"""Polls: a question, a roll fixed at opening, ballots, a deadline, a result that stays."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    # Doors on the blueprint of the views stand in files of their own.
    from goforum.voting import delegation_views, ledger_views, phone_views, reason_views  # noqa: F401
    from goforum.voting.views import bp

    app.register_blueprint(bp)
    app.register_blueprint(ledger_views.bp)
