"""One search over everything a person may see, in three languages."""

from flask import Flask


def register(app: Flask) -> None:
    """Open the index of this site and add the page."""
    from goforum.core.metrics import gauges
    from goforum.core.slots import fill_slot
    from goforum.search.drift import drift
    from goforum.search.engine import init_engine
    from goforum.search.nearby import nearby
    from goforum.search.views import LIMIT, bp

    init_engine(app)
    gauges(drift)
    fill_slot("nearby", nearby)
    app.register_blueprint(bp)
    # A question costs several times what a page costs, and nobody reads one result a second.
    limited = app.extensions["goforum_limiter"].limit(LIMIT)
    app.view_functions["search.page"] = limited(app.view_functions["search.page"])
