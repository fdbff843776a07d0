"""The rows of mailed links, requests, invitations and members; see ``table.py`` for how to read one."""

from tests.policy.doors import site

GROUPS_MORE = [
    site("accounts.not_me", "POST", "410", token="made-up"),
    site("accounts.ask_link", "GET", "200 303 303 303 303 303 303 303"),
    site("accounts.ask_link", "POST", "303", {"email": "nobody@example.org"}),
    site("accounts.by_link", "GET", "410", token="made-up"),
    site("accounts.by_link", "POST", "410", token="made-up"),
]
