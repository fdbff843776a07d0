"""Standing, and every permission that depends on it, readable on one screen.

Standing is what a person may be to a group now. Each rule takes it with the present instant and answers YES
or a No with its reason; tests/policy drives the whole table through every door.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict

VISITOR_HELP = "log-in"
ORGANISERS = frozenset({"facilitator", "secretary"})
ASK_AGAIN_AFTER = timedelta(days=7)
# Requests of one person to one group in a day: each of them is read by somebody.
MOST_ASKED = 3
DEEPEST = 5


@dataclass(frozen=True)
class Standing:
    """What one person is to one group now. A visitor has no ``person_id``."""

    group_id: int
    visibility: str
    join_policy: str = "open"
    archived: bool = False
    person_id: int | None = None
    confirmed: bool = False
    suspended: bool = False
    admin: bool = False
    role: str | None = None
    silenced_until: datetime | None = None
    mandate_id: int | None = None
    organisation_id: int | None = None
    college: str | None = None
    # What they are to the group above, where this one lets its facilitators moderate here too.
    parent_role: str | None = None
    suspended_here_until: datetime | None = None
    slow_seconds: int = 0
    # Invited to one meeting, whose own rules say what they may do there; in every group a visitor.
    guest: bool = False

    @property
    def belongs(self) -> bool:
        return self.role is not None

    @property
    def administers(self) -> bool:
        """Administrators act everywhere but inside reserved groups they do not belong to."""
        return self.admin and self.confirmed and not self.suspended and (
            self.belongs or self.visibility != "reserved")


def may_know(standing: Standing, now: datetime) -> Verdict:
    """Learn that the group exists: its name, its purpose."""
    if standing.visibility == "reserved" and not standing.belongs:
        return No("hidden", hidden=True)
    return YES


def may_read(standing: Standing, now: datetime) -> Verdict:
    """Read what is said and decided in it."""
    if standing.visibility == "public" or standing.belongs or standing.administers:
        return YES
    if standing.visibility == "reserved":
        return No("hidden", hidden=True)
    if standing.person_id is None or standing.guest:
        return No("members-only", _l("Only members read this group. Sign in if you are one."), help=VISITOR_HELP)
    return No("members-only", _l("Only members read this group."), help="join")


def _in_good_standing(standing: Standing) -> Verdict:
    """What every act needs, whatever it is: an account that may act, and a group that is alive."""
    if standing.person_id is None:
        return No("visitor", _l("Sign in to take part."), help=VISITOR_HELP)
    if standing.guest:
        return No("guest", _l("You are here as a guest of one meeting: this is for those who have an account."))
    if standing.suspended:
        return No("suspended", _l("Your account is suspended: you can read, not write."))
    if not standing.confirmed:
        return No("unconfirmed", _l("Confirm your e-mail address to take part."), help="confirm-email")
    if standing.archived:
        return No("archived", _l("This group is archived: it can be read, not written in."))
    return YES


def _may_act(standing: Standing, now: datetime) -> Verdict:
    """What acts inside a group need: to see it, and to be in good standing."""
    readable = may_read(standing, now)
    if not readable:
        return readable
    able = _in_good_standing(standing)
    if able and standing.suspended_here_until is not None and now < standing.suspended_here_until:
        return No("suspended-here", _l("You are suspended from this group for now: you can read, not take part."))
    return able


def may_write(standing: Standing, now: datetime) -> Verdict:
    """Post, propose, chat: whoever may vote and is not silenced."""
    verdict = may_vote(standing, now)
    if not verdict:
        return verdict
    if standing.silenced_until is not None and now < standing.silenced_until:
        return No("silenced", _l("A moderator has silenced you in this group for now."))
    return YES


def may_vote(standing: Standing, now: datetime) -> Verdict:
    """Vote: members, facilitators and secretaries; silence does not take a vote away."""
    verdict = _may_act(standing, now)
    if not verdict:
        return verdict
    if standing.role is None:
        return No("not-member", _l("Join the group to take part."), help="join")
    if standing.role == "observer":
        return No("observer", _l("Observers read; they do not write or vote."))
    return YES


def may_facilitate(standing: Standing, now: datetime) -> Verdict:
    """Organise: close threads, plan meetings, open votes, change the group's page and roles."""
    verdict = _may_act(standing, now)
    if not verdict:
        return verdict
    if standing.role in ORGANISERS or standing.administers:
        return YES
    return No("not-facilitator", _l("Only facilitators and the secretary of the group may do this."))


ORGANISERS = frozenset({"facilitator", "secretary"})


def may_moderate(standing: Standing, now: datetime) -> Verdict:
    """Judge what others write here, archived groups included: organisers, those of the group above, administrators."""
    verdict = _may_act(replace(standing, archived=False), now)
    if not verdict:
        return verdict
    if standing.role in ORGANISERS or standing.administers or standing.parent_role in ORGANISERS:
        return YES
    return No("not-moderator", _l("Only those who moderate the group may do this."))


def rank(standing: Standing) -> int:
    """0 takes part, 1 organises here or above, 2 administers the site. A measure falls on a lower rank only."""
    if standing.administers:
        return 2
    return int(standing.role in ORGANISERS or standing.parent_role in ORGANISERS)


def may_sanction(standing: Standing, target: Standing, now: datetime) -> Verdict:
    """Warn, slow down, silence or suspend somebody here: never oneself, never an equal."""
    verdict = may_moderate(standing, now)
    if not verdict:
        return verdict
    if target.person_id is None or target.person_id == standing.person_id:
        return No("own", _l("Nobody decides about themselves."))
    if rank(target) >= rank(standing):
        return No("rank", _l("This person moderates too: only somebody above both of you may do this."))
    return YES


# From open to closed. A group may close itself further; what was said in confidence never opens.
OPENNESS = ("public", "members", "reserved")


def widens(visibility: str, wanted: str) -> bool:
    """True when the change would let people read what was said when they could not."""
    return OPENNESS.index(wanted) < OPENNESS.index(visibility)


def may_join(standing: Standing, now: datetime) -> Verdict:
    """Enter by oneself, where the group is open to all."""
    known = may_know(standing, now)
    if not known:
        return known
    able = _in_good_standing(standing)
    if not able:
        return able
    if standing.belongs:
        return No("member", _l("You belong to this group already."))
    if standing.join_policy == "request":
        return No("by-request", _l("Ask to join: a facilitator of the group answers."), help="ask")
    if standing.join_policy != "open":
        return No("by-invitation", _l("A facilitator of the group adds its members."))
    return YES


def may_ask(standing: Standing, now: datetime, *, waiting: bool = False,
            refused_at: datetime | None = None, asked_today: int = 0) -> Verdict:
    """Ask to belong, where the group answers requests; not twice at once, nor soon after a refusal, nor on and off."""
    entering = may_join(standing, now)
    if not isinstance(entering, No):
        return No("open", _l("This group is open: join it."))
    if entering.code != "by-request":
        return entering
    if waiting:
        return No("asked", _l("Your request waits for an answer."))
    if refused_at is not None and now < refused_at + ASK_AGAIN_AFTER:
        return No("refused-lately", _l("Your request was refused. You can ask again a week later."))
    if asked_today >= MOST_ASKED:
        return No("asked-often", _l("You have asked and taken it back several times today. Ask again tomorrow."))
    return YES


def invitation_fault(*, role: str, max_uses: int, by_mail: bool) -> tuple[str, object] | None:
    """What is wrong with an invitation as it was filled in: the field, and the words beside it."""
    if role in ORGANISERS and not by_mail and max_uses > 1:
        return "max_uses", _l("A link that makes organisers works once: anyone who is handed it could use it.")
    return None


def invitation_state(*, expires_at: datetime, revoked_at: datetime | None, uses: int, max_uses: int,
                     now: datetime) -> str:
    """open, revoked, used (up) or expired; only an open one lets people in."""
    if revoked_at is not None:
        return "revoked"
    if uses >= max_uses:
        return "used"
    return "open" if now < expires_at else "expired"


def may_accept(standing: Standing, now: datetime) -> Verdict:
    """Come in by an invitation that works: whatever the group's own way in is."""
    return _in_good_standing(standing)


def place_fault(group_id: int, above: Sequence[int]) -> object | None:
    """Why a group cannot stand below another; ``above`` is that other and everything over it."""
    if group_id in above:
        return _l("A group cannot stand below itself or below one of its own subgroups.")
    if len(above) >= DEEPEST:
        return _l("Groups nest at most five deep.")
    return None


def may_leave(standing: Standing, now: datetime) -> Verdict:
    """Leave: anyone who belongs, suspended or not."""
    known = may_know(standing, now)
    if not known:
        return known
    return YES if standing.belongs else No("not-member", _l("You do not belong to this group."))


def may_create_group(*, person_id: int | None, admin: bool, confirmed: bool, suspended: bool,
                     parent: Standing | None, now: datetime) -> Verdict:
    """A new group: administrators anywhere, facilitators below a group of theirs."""
    if person_id is None:
        return No("visitor", _l("Sign in to take part."), help=VISITOR_HELP)
    if parent is not None:
        return may_facilitate(parent, now)
    if admin and confirmed and not suspended:
        return YES
    return No("not-admin", _l("Only an administrator may do this."))


def may_keep_site_words(*, admin: bool, confirmed: bool, suspended: bool) -> Verdict:
    """Watched words and saved reasons of the whole site: administrators."""
    if admin and confirmed and not suspended:
        return YES
    return No("not-admin", _l("Only an administrator may do this."))
