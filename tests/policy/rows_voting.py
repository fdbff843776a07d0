"""The rows of voting by other methods; see ``table.py`` for how to read one."""

from tests.policy.doors import group

EVERYONE = "200 200 200 200 200 200 200 200"

VOTING_METHODS = [
    *group("voting.manifest", "GET", EVERYONE, "200"),
    *group("voting.of_thread", "GET", EVERYONE, "200"),
]
