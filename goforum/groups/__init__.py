"""Forum, thematic working groups, committees: who belongs, in which role, speaking for whom."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the routes of this feature."""
    from goforum.accounts.sessions import sign_addresses
    from goforum.groups.views import bp

    sign_addresses("/invitations/", "invitation")
    app.register_blueprint(bp)
