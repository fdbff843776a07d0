"""The rows of electorates and what goes with them; see ``table.py`` for how to read one."""

from tests.policy.doors import group, site

ORGANISERS = "in 403 403 403 200 403 200 403"

POLLS = [
    # The world's poll lets nobody delegate.
    *group("voting.delegate", "GET", "in 403 403 403 403 403 403 403", "403"),
    *group("voting.delegate", "POST", "403 403 403 403 403 403 403 403", "403", {"to": "person:1"}),
    *group("voting.undelegate", "POST", "403 403 403 403 403 403 403 403", "403"),
    *group("voting.extend", "GET", ORGANISERS, "403"),
    *group("voting.extend", "POST", "403 403 403 403 422 403 422 403", "403", {"reason": "More time"}),
    *group("voting.reasons", "GET", "200 200 200 200 200 200 200 200", "200"),
    # The world's poll is open and nobody has given a reason.
    *group("voting.answer", "POST", "403 404 404 404 404 404 404 404", "404", {"voter": "person:1", "body": "Why?"}),
    *group("voting.statement", "GET", "in 403 403 403 403 403 403 403", "403"),
    *group("voting.statement", "POST", "403 403 403 403 403 403 403 403", "403", {"body": "What follows"}),
    site("voting.hide_answer", "POST", "404", answer_id="0"),
    # The world has no secretary.
    *group("voting.phone", "GET", "in 403 403 403 403 403 403 403", "403"),
    *group("voting.phone", "POST", "403 403 403 403 403 403 403 403", "403", {"voter": "person:1", "choice": "for"}),
    *group("voting.answer_phone", "POST", "403 403 404 403 404 403 403 403", "404", {"answer": "confirm"}),
    *group("voting.withdraw", "POST", "403 403 303 403 303 403 403 403", "303"),
    *group("groups.weights", "GET", ORGANISERS, "403"),
    # No weight is written: those who may come this far are told which field waits.
    *group("groups.weights", "POST", "403 403 403 403 422 403 422 403", "403"),
]
