"""The rows of a thread's life; see ``table.py`` for how to read one."""

from tests.policy.doors import group

_ORGANISERS = "in 403 403 403 200 403 200 403"
_ORGANISERS_POST = "403 403 403 403 303 403 303 403"
_WITHOUT_CHOICE = "403 403 403 403 422 403 422 403"

LIFE = [
    *group("threads.pin", "POST", _ORGANISERS_POST, "403", {"on": "1"}),
    *group("threads.archive", "POST", _ORGANISERS_POST, "403", {"on": "1"}),
    *group("threads.slow", "GET", _ORGANISERS, "403"),
    *group("threads.slow", "POST", _ORGANISERS_POST, "403", {"seconds": "60"}),
    *group("threads.move", "GET", _ORGANISERS, "403"),
    *group("threads.move", "POST", _WITHOUT_CHOICE, "403"),
    *group("threads.merge", "GET", _ORGANISERS, "403"),
    *group("threads.merge", "POST", _WITHOUT_CHOICE, "403"),
    *group("threads.pick", "GET", _ORGANISERS, "403", query="aim=split"),
    *group("threads.split", "GET", "in 403 403 403 303 403 303 403", "403"),
    *group("threads.split", "POST", _WITHOUT_CHOICE, "403"),
    *group("threads.propose", "GET", "in 403 303 403 303 403 403 403", "303", query="n=1"),
    *group("threads.give_back", "POST", "403 403 403 403 404 403 404 403", "403", trace_id="1"),
    *group("threads.summary", "GET", _ORGANISERS, "403"),
    *group("threads.summary", "POST", _ORGANISERS_POST, "403", {"body": "Agreed", "after": "0"}),
    *group("threads.summary_history", "GET", "404 404 404 404 404 404 404 404", "404"),
]
