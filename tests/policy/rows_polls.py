"""The rows of electorates and what goes with them; see ``table.py`` for how to read one."""

from tests.policy.doors import group

ORGANISERS = "in 403 403 403 200 403 200 403"

POLLS = [
    # The world's poll lets nobody delegate.
    *group("voting.delegate", "GET", "in 403 403 403 403 403 403 403", "403"),
    *group("voting.delegate", "POST", "403 403 403 403 403 403 403 403", "403", {"to": "person:1"}),
    *group("voting.undelegate", "POST", "403 403 403 403 403 403 403 403", "403"),
    *group("voting.extend", "GET", ORGANISERS, "403"),
    *group("voting.extend", "POST", "403 403 403 403 422 403 422 403", "403", {"reason": "More time"}),
    *group("groups.weights", "GET", ORGANISERS, "403"),
    # No weight is written: those who may come this far are told which field waits.
    *group("groups.weights", "POST", "403 403 403 403 422 403 422 403", "403"),
]
