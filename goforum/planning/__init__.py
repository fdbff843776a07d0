"""What comes before a meeting: a year of dates at once, points members propose, documents, who stands in, calendars."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature, and what it draws into the page of a meeting."""
    from goforum.core.slots import fill_slot
    from goforum.planning.views import bp
    from goforum.planning.views.datepolls import asked_dates, dates_of_poll, ways_to_plan
    from goforum.planning.views.slots import before_meeting, organise_links

    app.register_blueprint(bp)
    fill_slot("meeting-before", before_meeting)
    fill_slot("meeting-organise", organise_links)
    fill_slot("poll-dates", dates_of_poll)
    fill_slot("group-meetings", asked_dates)
    fill_slot("group-meetings-acts", ways_to_plan)
