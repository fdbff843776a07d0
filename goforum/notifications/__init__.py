"""Being told: what happened to what one follows, in the site and by mail."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature and the bell of every page."""
    from goforum.core.outbox import prepare_mail
    from goforum.core.slots import fill_slot
    from goforum.notifications.commands import TEMPLATE
    from goforum.notifications.letters import draw_news
    from goforum.notifications.views import bp
    from goforum.notifications.views.base import init
    from goforum.notifications.views.follows import follow_menu, settings_card

    app.register_blueprint(bp)
    # A mail provider presses the button for many people from one address: its presses are not counted.
    app.extensions["goforum_limiter"].exempt(app.view_functions["notifications.unsubscribe_now"])
    prepare_mail(TEMPLATE, draw_news)
    init(app)
    fill_slot("follow", follow_menu)
    fill_slot("preferences", settings_card)
