"""One search over everything a person may see, in three languages."""

from flask import Flask


def register(app: Flask) -> None:
    """Open the index of this site and add the page."""
    from goforum.core.metrics import gauges
    from goforum.core.slots import fill_slot
    from goforum.search.drift import drift
    from goforum.search.engine import init_engine
    from goforum.search.nearby import nearby
    from goforum.search.views import LIMIT, SUGGEST_LIMIT, bp

    init_engine(app)
    gauges(drift)
    fill_slot("nearby", nearby)
    app.register_blueprint(bp)
    # A question costs several times what a page costs, and nobody reads one result a second.
    limiter = app.extensions["goforum_limiter"]
    for name, most in (("search.page", LIMIT), ("search.suggest", SUGGEST_LIMIT)):
        app.view_functions[name] = limiter.limit(most)(app.view_functions[name])
