"""Workshops: for whom, where, how many places; registration, and a waiting list that moves up by itself."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature, and the way to it from the pages of meetings."""
    from goforum.core.outbox import prepare_mail
    from goforum.core.slots import fill_slot
    from goforum.meetings.calendars import add_source
    from goforum.workshops.calendars import dates
    from goforum.workshops.letters import prepare
    from goforum.workshops.views import bp
    from goforum.workshops.views.slots import all_workshops, way_to_announce, workshops_of_group

    app.register_blueprint(bp)
    add_source(dates)
    prepare_mail("workshops/seat", prepare)
    fill_slot("group-meetings", workshops_of_group)
    fill_slot("group-meetings-acts", way_to_announce)
    fill_slot("meetings-more", all_workshops)
