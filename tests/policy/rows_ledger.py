"""The rows of what is published of a vote; see ``table.py`` for how to read one. The world's polls are open."""

from tests.policy.doors import group, site

EVERYONE = "200 200 200 200 200 200 200 200"
TRACKER = {"tracker": "0" * 32}

LEDGER = [
    site("box.program", "GET", "200"),
    site("box.promises", "GET", "200"),
    site("box.key", "GET", "200"),
    *group("box.check", "GET", EVERYONE, "200"),
    *group("box.check", "POST", EVERYONE, "200", {"shown": "0" * 32}),
    # Nobody has voted yet, and no ballot has this tracker.
    *group("box.receipt", "GET", "in 404 404 404 404 404 404 404", "404"),
    *group("box.receipt_file", "POST", "404 404 404 404 404 404 404 404", "404", TRACKER),
    *group("box.export", "GET", "403 403 403 403 403 403 403 403", "403"),
]
