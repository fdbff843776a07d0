"""The person in front of a page or behind a socket, as a small frozen value; never a database row."""

from dataclasses import dataclass

ZONE = "Africa/Casablanca"


@dataclass(frozen=True)
class Viewer:
    """Who is looking. A visitor has no id. ``session_id`` names the server-side session row."""

    id: int | None = None
    name: str = ""
    handle: str = ""
    email_confirmed: bool = False
    is_admin: bool = False
    suspended: bool = False
    language: str | None = None
    zone: str = ZONE
    theme: str = "system"
    writes_in: str = ""
    session_id: int | None = None
    session_key: str = ""
    # Invited to one meeting, without an account: a visitor at every door but those marked ``guests_too``.
    guest: bool = False

    @property
    def is_visitor(self) -> bool:
        return self.id is None

    # The four names Flask-Login asks for.
    @property
    def is_authenticated(self) -> bool:
        return self.id is not None

    @property
    def is_active(self) -> bool:
        return self.id is not None

    @property
    def is_anonymous(self) -> bool:
        return self.id is None

    def get_id(self) -> str:
        return self.session_key


VISITOR = Viewer()
