"""Meetings: planned, answered, held in a live room, and kept."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.accounts.sessions import sign_addresses
    from goforum.core.outbox import prepare_mail
    from goforum.meetings.letters import PURPOSE, prepare
    from goforum.meetings.views import LINK_PACE, PACE, bp

    sign_addresses("/guests/", PURPOSE)
    for mail in ("meetings/guest", "meetings/guest_news"):
        prepare_mail(mail, prepare)
    app.register_blueprint(bp)
    # The form is the socket's stand-in, and no faster way in.
    limiter = app.extensions["goforum_limiter"]
    limited = limiter.limit(PACE)
    for door in ("meetings.say", "meetings.react", "meetings.ask_floor"):
        app.view_functions[door] = limited(app.view_functions[door])
    app.view_functions["meetings.guest"] = limiter.limit(LINK_PACE)(app.view_functions["meetings.guest"])
