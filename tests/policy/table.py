"""The whole policy on one page: every door × every kind of person, and what each is answered.

A row is ``(endpoint, method, place, answers)``. Answers stand in the order of ``world.KINDS``:

    visitor  unconfirmed  member  other  facilitator  committee  admin  suspended

What guests of a meeting are answered at each of these doors stands in ``rows_guests.py``.

``in`` is a redirect to the sign-in page; a number is the status. A reserved row names only what the members of
the reserved group get: everybody else is answered 404, as if there were no such page.
``docs/permissions.md`` is generated from this table; a route or event that is missing here fails the build.
"""

from datetime import timedelta

from goforum.core import clock
from tests.policy.doors import Row, group, site
from tests.policy.rows import MEETINGS, PAGES, SEARCH, THREADS
from tests.policy.rows_files import FILES
from tests.policy.rows_groups import GROUPS_MORE
from tests.policy.rows_guests import GUESTS
from tests.policy.rows_ledger import LEDGER
from tests.policy.rows_life import LIFE
from tests.policy.rows_minutes import MINUTES, PLANNING, WORKSHOPS
from tests.policy.rows_moderation import MODERATION
from tests.policy.rows_notifications import NOTIFICATIONS
from tests.policy.rows_polls import POLLS
from tests.policy.rows_proposals import PROPOSALS_MORE
from tests.policy.rows_reading import READING
from tests.policy.rows_room import ROOM
from tests.policy.rows_voting import VOTING_METHODS
from tests.policy.rows_writing import WRITING

GROUP = {"name_en": "Changed", "kind": "working_group", "visibility": "public", "join_policy": "open"}
HIDDEN_GROUP = {**GROUP, "visibility": "reserved"}
ADMIN_ONLY = "in 403 403 403 403 403 200 403"
ADMIN_POST = "403 403 403 403 403 403 303 403"

ACCOUNTS = [
    site("accounts.sign_up", "GET", "200 303 303 303 303 303 303 303"),
    site("accounts.sign_up", "POST", "303", {"name": "N", "email": "new@example.org",
                                             "password": "des mots bien à moi"}),
    site("accounts.sign_in", "GET", "200 303 303 303 303 303 303 303"),
    site("accounts.sign_in", "POST", "422 303 303 303 303 303 303 303",
         {"email": "nobody@example.org", "password": "x"}),
    site("accounts.check_mail", "GET", "200"),
    site("accounts.sign_out", "POST", "303"),
    site("accounts.confirm", "GET", "410", token="made-up"),
    site("accounts.confirm", "POST", "410", token="made-up"),
    site("accounts.confirm_again", "POST", "403 303 303 303 303 303 303 303"),
    site("accounts.forgotten", "GET", "200"),
    site("accounts.forgotten", "POST", "303", {"email": "nobody@example.org"}),
    site("accounts.reset", "GET", "410", token="made-up"),
    site("accounts.reset", "POST", "410", {"password": "des mots bien à moi"}, token="made-up"),
    site("accounts.preferences", "GET", "in 200 200 200 200 200 200 200"),
    site("accounts.preferences", "POST", "403 303 303 303 303 303 303 303",
         {"name": "N", "language": "fr", "zone": "Africa/Casablanca"}),
    site("accounts.change_password", "POST", "403 422 422 422 422 422 422 422",
         {"current": "wrong", "password": "des mots bien à moi"}),
    site("accounts.theme", "POST", "303", {"theme": "dark"}),
    site("accounts.people", "GET", ADMIN_ONLY),
    site("accounts.suspend", "POST", ADMIN_POST, {"days": "3"}, person_id="someone"),
    site("accounts.lift", "POST", ADMIN_POST, person_id="someone"),
    site("audit.index", "GET", ADMIN_ONLY),
]

COMMITMENTS = [
    site("commitments.index", "GET", "200"),
    site("commitments.plan", "GET", "200", slug="plan_slug"),
    site("commitments.new_plan", "GET", ADMIN_ONLY),
    site("commitments.new_plan", "POST", ADMIN_POST, {"name_en": "Another plan"}),
    site("commitments.edit_plan", "GET", ADMIN_ONLY, slug="plan_slug"),
    site("commitments.edit_plan", "POST", ADMIN_POST, {"name_en": "Another name"}, slug="plan_slug"),
    site("commitments.new_commitment", "GET", ADMIN_ONLY, slug="plan_slug"),
    site("commitments.new_commitment", "POST", ADMIN_POST, {"number": "7", "title_en": "Seventh"},
         slug="plan_slug"),
    site("commitments.edit_commitment", "GET", ADMIN_ONLY),
    site("commitments.edit_commitment", "POST", ADMIN_POST, {"title_en": "Corrected"}),
    site("commitments.milestones", "GET", ADMIN_ONLY),
    site("commitments.milestones", "POST", ADMIN_POST, {"title_en": "Another step"}),
    site("commitments.remove_milestone", "POST", ADMIN_POST),
    site("organisations.index", "GET", "200"),
    site("pages.organisation", "GET", "200"),
    site("organisations.new", "GET", ADMIN_ONLY),
    site("organisations.new", "POST", ADMIN_POST, {"name_en": "An organisation", "kind": "cso"}),
    site("organisations.rename", "GET", ADMIN_ONLY),
    site("organisations.rename", "POST", ADMIN_POST, {"name_en": "A new name"}),
]

ORGANISERS = "in 403 403 403 200 403 200 403"
ORGANISERS_POST = "403 403 403 403 303 403 303 403"
MEMBER = {"handle": "someone", "role": "member"}
MANDATE = {"person_id": "=helper", "organisation_id": "=organisation_id", "capacity": "titular",
           "college": "civil_society", "starts_on": "2026-01-01"}

GROUPS = [
    site("groups.index", "GET", "200"),
    site("groups.person", "GET", "200", person_id="someone"),
    site("groups.new", "GET", ADMIN_ONLY),
    site("groups.new", "POST", ADMIN_POST, GROUP),
    *group("groups.new_below", "GET", ORGANISERS, "403"),
    *group("groups.new_below", "POST", ORGANISERS_POST, "403", HIDDEN_GROUP),
    *group("groups.edit", "GET", ORGANISERS, "403"),
    *group("groups.edit", "POST", ORGANISERS_POST, "403", HIDDEN_GROUP),
    *group("groups.join", "POST", "403 303 303 303 303 303 303 303", "303"),
    *group("groups.leave", "POST", "403 303 303 403 422 403 403 303", "303"),
    *group("groups.members", "GET", "200 200 200 200 200 200 200 200", "200"),
    *group("groups.add_member", "POST", ORGANISERS_POST, "403", MEMBER),
    *group("groups.change_role", "POST", ORGANISERS_POST, "403", {"role": "observer"}, member_id="helper"),
    *group("groups.remove_member", "POST", ORGANISERS_POST, "403", member_id="helper"),
    *group("groups.give_mandate", "POST", ORGANISERS_POST, "403", MANDATE),
]

EVERYONE = "200 200 200 200 200 200 200 200"
WRITERS = "in 403 200 403 200 403 403 403"         # who may write in the group
WRITERS_POST = "403 403 303 403 303 403 403 403"
AUTHOR = "in 403 403 403 200 403 403 403"          # the facilitator is the author of the world's proposals
AUTHOR_POST = "403 403 403 403 303 403 403 403"
TERMS = {"closes_at": (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"), "quorum_percent": "50",
         "results": "open"}
REASON = {"reason": "A reason"}

VOTING = [
    *group("voting.show", "GET", EVERYONE, "200"),
    *group("voting.results", "GET", EVERYONE, "200"),
    *group("voting.ballots", "GET", "403 403 403 403 403 403 403 403", "403"),   # the world's poll is open
    *group("voting.index", "GET", EVERYONE, "200"),
    *group("voting.new", "GET", WRITERS, "200"),
    *group("voting.new", "POST", WRITERS_POST, "303", {**TERMS, "question": "Another question?"}),
    *group("voting.cast", "POST", "403 403 303 403 303 403 403 403", "303", {"choice": "for"}),
    *group("voting.cancel", "GET", ORGANISERS, "403"),
    *group("voting.cancel", "POST", ORGANISERS_POST, "403", REASON),
]

PROPOSALS = [
    site("proposals.index", "GET", "200"),
    *group("proposals.index", "GET", EVERYONE, "200"),
    site("proposals.new", "GET", "in 200 200 200 200 200 200 200"),
    site("proposals.new", "POST", "403 422 422 422 422 422 422 422", {"group": "0", "title": "T", "body": "B"}),
    *group("proposals.show", "GET", EVERYONE, "200"),
    *group("proposals.edit", "GET", AUTHOR, "403"),
    *group("proposals.edit", "POST", AUTHOR_POST, "403", {"title": "Better", "body": "Clearer"}),
    *group("proposals.publish", "POST", "403 403 403 403 409 403 403 403", "403"),   # published already
    *group("proposals.open_vote", "GET", AUTHOR, "403"),
    *group("proposals.open_vote", "POST", AUTHOR_POST, "403", TERMS),
    *group("proposals.vote", "POST", "403 403 303 403 303 403 403 403", "303", {"choice": "for"},
           proposal_id="voted_id"),
    *group("proposals.withdraw", "GET", AUTHOR, "403"),
    *group("proposals.withdraw", "POST", AUTHOR_POST, "403", REASON),
    *group("proposals.refuse", "GET", ORGANISERS, "403"),
    *group("proposals.refuse", "POST", ORGANISERS_POST, "403", REASON),
    *group("proposals.versions", "GET", EVERYONE, "200"),
    *group("proposals.version", "GET", EVERYONE, "200", number="1"),
    *group("proposals.of_thread", "GET", "302 302 302 302 302 302 302 302", "302", thread_id="proposal_thread_id"),
    *group("proposals.of_poll", "GET", "302 302 302 302 302 302 302 302", "302"),
]

TABLE: list[Row] = [
    *GROUPS_MORE,
    *ACCOUNTS, *COMMITMENTS, *GROUPS, *PAGES, *SEARCH, *THREADS, *VOTING, *PROPOSALS, *MEETINGS,
    *MODERATION,
    *FILES,
    *READING,
    *LIFE,
    *WRITING,
    *MINUTES,
    *PLANNING, *WORKSHOPS,
    *NOTIFICATIONS,
    *VOTING_METHODS, *POLLS, *LEDGER,
    *PROPOSALS_MORE,
    *ROOM,
    *GUESTS,
]

# Doors that no rule guards: files, health, and pages that are the same for everyone.
OPEN = {"healthz", "readyz", "metrics_page", "assets.file", "assets.favicon", "assets.service_worker"}
