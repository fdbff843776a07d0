"""The rows of notifications; see ``table.py`` for how to read one."""

from tests.policy.doors import group, site

SIGNED_IN = "in 200 200 200 200 200 200 200"
DONE = "403 303 303 303 303 303 303 303"

NOTIFICATIONS = [
    site("notifications.index", "GET", SIGNED_IN),
    site("notifications.following", "GET", SIGNED_IN),
    site("notifications.count", "GET", SIGNED_IN),
    site("notifications.read", "POST", DONE, {"last": "1"}),
    site("notifications.unread", "POST", DONE, {"at": "1"}),
    site("notifications.settings", "POST", DONE, {"told-mail": "now", "told-on_join": "all"}),
    site("notifications.unsubscribe", "GET", "410", token="made-up"),
    site("notifications.unsubscribe_now", "POST", "410", token="made-up"),
    *group("notifications.follow_thread", "POST", DONE, "403 404 404 404 404 303 404 404", {"level": "all"}),
    *group("notifications.follow_group", "POST", DONE, "403 404 404 404 404 303 404 404", {"level": "all"}),
]
