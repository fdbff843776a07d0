"""The rows of reading: reactions, bookmarks, how far one has read; see ``table.py`` for how to read one."""

from tests.policy.doors import group, site

EVERYONE = "200 200 200 200 200 200 200 200"
# A visitor is asked to sign in before anything is looked up.
INSIDERS = "403 404 404 404 404 303 404 404"
SIGNED_IN = "403 303 303 303 303 303 303 303"

READING = [
    *group("threads.react", "POST", "403 403 303 403 403 403 403 403", INSIDERS, {"on": "thanks"}),
    *group("threads.reactions", "GET", EVERYONE, "200"),
    *group("threads.bookmark", "POST", SIGNED_IN, INSIDERS, {"on": "bookmark"}),
    *group("threads.mark_unread", "POST", SIGNED_IN, INSIDERS),
    *group("threads.seen", "POST", "403 204 204 204 204 204 204 204", "403 404 404 404 404 204 404 404", {"number": "1"}),
    *group("threads.read_all", "POST", SIGNED_IN, INSIDERS),
    *group("threads.jump", "GET", "303 303 303 303 303 303 303 303", "303", query="number=1"),
    *group("threads.printed", "GET", EVERYONE, "200"),
    *group("threads.feed", "GET", EVERYONE, "404"),
    *group("threads.group_feed", "GET", EVERYONE, "404"),
    *group("threads.bring_back", "POST", "403 403 403 403 404 403 404 403", "403 404 404 404 404 403 404 404", number="1"),
    site("pages.keys", "GET", "200"),
    site("pages.keys", "POST", "303", {"keys": "off"}),
    site("threads.bookmarks", "GET", "in 200 200 200 200 200 200 200"),
]
