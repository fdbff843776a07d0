"""Write ``docs/permissions.md`` from the policy table: ``python -m tests.policy.document``."""

from pathlib import Path

from tests.policy.doors import Row
from tests.policy.rows_guests import GUEST_EVENTS, as_guest
from tests.policy.table import TABLE
from tests.policy.test_socket_policy import ROWS
from tests.policy.world import KINDS

TARGET = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
HEAD = """# Who may do what

Written by `python -m tests.policy.document` from the table that the tests drive through every door; do not edit.

- **visitor**: no account. **unconfirmed**: a member of the group whose address is not confirmed. **other**: a member of
  another group only. **committee**: a member of a reserved group only. **admin**: belongs to neither group.
  **suspended**: a suspended member of the group. **guest**: without an account, invited to the meeting of the group.
- `in`: sent to the sign-in page. 200: shown. 303: done. 403: refused with a reason and a way on. 404: as if there were
  no such page. 409: too late. 410: gone. 422: the form again, with what is wrong beside each field.
- The facilitator wrote the post, the proposals and the message that the addresses below name.
- A guest of a meeting in a reserved group gets there what they get in a public one, and nothing else of it.
- Inside a reserved group everybody else but its members is answered 404; its plain member gets what the last column says.
"""


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _answers(row: Row) -> list[str]:
    return [*(row.answers[kind] for kind in KINDS), as_guest(row)]


def text() -> str:
    """The whole document."""
    reserved = {(row.endpoint, row.method): row.answers["committee"] for row in TABLE if row.place == "reserved"}
    lines = [HEAD, "## Pages and forms", "", _line(["door", *KINDS, "guest", "in a reserved group"]),
             _line(["---"] * (len(KINDS) + 3))]
    for row in TABLE:
        if row.place != "reserved":
            last = reserved.get((row.endpoint, row.method), "") if row.place == "public" else ""
            lines.append(_line([f"{row.method} `{row.endpoint}`", *_answers(row), last]))
    lines += ["", "## Socket events", "", "The word is the ack's `error`, or ok.", "",
              _line(["event", *KINDS, "guest", "in a reserved group"]), _line(["---"] * (len(KINDS) + 3))]
    for event, _payload, answers, committee in ROWS:
        lines.append(_line([f"`{event}`", *answers.split(), GUEST_EVENTS[event][0], committee or "ok"]))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
