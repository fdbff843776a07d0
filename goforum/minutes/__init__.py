"""What stays of a meeting: its conclusions, the actions that follow them, and the minutes."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature, and what it draws into the pages of meetings and commitments."""
    from goforum.core.slots import fill_slot
    from goforum.minutes.views import bp
    from goforum.minutes.views.slots import actions_of_commitment, organise_links, outcome_of_meeting

    app.register_blueprint(bp)
    fill_slot("meeting", outcome_of_meeting)
    fill_slot("meeting-organise", organise_links)
    fill_slot("commitment", actions_of_commitment)
