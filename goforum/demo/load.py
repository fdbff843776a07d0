"""`goforum demo`: fill an empty database with the demonstration, once."""

from dataclasses import dataclass

from goforum.accounts import queries as people
from goforum.accounts.passwords import hash_password
from goforum.core import clock
from goforum.core.commands import command
from goforum.demo import content
from goforum.demo.cast import Stage, tell_cast
from goforum.demo.concluding import tell_conclusions
from goforum.demo.debates import tell_debates
from goforum.demo.electing import tell_elections
from goforum.demo.gatherings import tell_gatherings
from goforum.demo.moderating import tell_moderation
from goforum.demo.papers import prepare_papers
from goforum.demo.plan import tell_plan
from goforum.demo.ripening import tell_ripening
from goforum.demo.searching import tell_searches
from goforum.demo.secret import tell_secret_votes
from goforum.demo.timeline import Timeline
from goforum.files.intake import Prepared
from goforum.files.store import store
from goforum.notifications.commands import settle_history

ADMIN = "admin@example.org"


@dataclass(frozen=True)
class Account:
    """An example account to sign in with."""

    email: str
    password: str
    role: str


def accounts() -> list[Account]:
    """The example accounts worth trying, one of each kind."""
    found = content.read("people.json")
    return [Account(one["email"], found["passphrase"], f"{one['shown_as']}: {one['name']}")
            for one in found["people"] if "shown_as" in one]


def load_demo() -> bool:
    """Load the demonstration unless it is there; True when this call loaded it.

    The example administrator is the mark: everything is written in one transaction, so that the mark is
    there exactly when all of it is, even if the process was killed half-way.
    """
    if people.find_person_id(ADMIN) is not None:
        return False
    passphrase = hash_password(content.read("people.json")["passphrase"])
    # Their bytes are stored before the transaction, as everybody's are.
    with store().keeping():
        _load(passphrase, prepare_papers())
    return True


@command
def _load(password_hash: str, papers: dict[str, Prepared]) -> None:
    stage, line = Stage(clock.now(), password_hash, papers=papers), Timeline()
    tell_cast(stage, line)
    tell_plan(stage, line)
    tell_debates(stage, line)
    tell_ripening(stage, line)
    tell_elections(stage, line)
    tell_secret_votes(stage, line)
    tell_gatherings(stage, line)
    tell_conclusions(stage, line)
    tell_moderation(stage, line)
    tell_searches(stage, line)
    line.walk()
    settle_history()
