"""The rows of mailed links, requests, invitations and members; see ``table.py`` for how to read one."""

from tests.policy.doors import group, site

ORGANISERS = "in 403 403 403 200 403 200 403"
ORGANISERS_POST = "403 403 403 403 303 403 303 403"
INVITE = {"client_key": "k", "role": "member", "max_uses": "1", "days": "7", "language": "fr", "organisation_id": "0",
          "capacity": "titular", "college": "civil_society"}

GROUPS_MORE = [
    site("accounts.not_me", "POST", "410", token="made-up"),
    site("accounts.ask_link", "GET", "200 303 303 303 303 303 303 303"),
    site("accounts.ask_link", "POST", "303", {"email": "nobody@example.org"}),
    site("accounts.by_link", "GET", "410", token="made-up"),
    site("accounts.by_link", "POST", "410", token="made-up"),
    # The world's groups are open or closed: who asks is told so. Requests have their own tests.
    *group("groups.ask", "GET", "in 200 200 200 200 200 200 200", "200"),
    *group("groups.ask", "POST", "403 403 403 403 403 403 403 403", "403", {"reason": "Please"}),
    *group("groups.withdraw", "POST", "403 303 303 303 303 303 303 303", "303"),
    *group("groups.requests", "GET", ORGANISERS, "403"),
    *group("groups.answer", "POST", "403 403 403 403 303 403 303 403", "403", {"decision": "refuse"}),
    *group("groups.invitations", "GET", ORGANISERS, "403"),
    *group("groups.invite", "POST", ORGANISERS_POST, "403", INVITE),
    *group("groups.revoke", "POST", ORGANISERS_POST, "403"),
    site("groups.invitation", "GET", "410", token="made-up"),
    site("groups.invitation", "POST", "403 410 410 410 410 410 410 410", token="made-up"),
    *group("groups.move", "GET", ORGANISERS, "403"),
    *group("groups.move", "POST", "403 403 403 403 422 403 303 403", "403", {"parent": "0"}),
    *group("pages.leave", "GET", "in 200 200 403 200 403 403 200", "200"),
    *group("groups.member", "GET", "200 200 200 200 200 200 200 200", "200", member_id="helper"),
    *group("groups.members_csv", "GET", ORGANISERS, "403"),
    *group("groups.end_mandate", "POST", ORGANISERS_POST, "403", {"ends_on": "2030-01-01"}),
]
