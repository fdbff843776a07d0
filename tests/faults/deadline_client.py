"""One process of the deadline proof: people who vote by form and by socket, each at the moments it was told.

Reads its task as JSON from standard input, says "ready" when its sockets are open, waits for the start as a number, and
prints for each vote who, when it was sent, when it was answered, and what became of it.
"""

import json
import sys
import threading
import time
from typing import Any

from tests.faults.harness import Browser

ANSWERS = {303: "recorded", 409: "refused"}


def vote(person: dict[str, Any], task: dict[str, Any], choice: str) -> str:
    """One vote by the person's door; what became of it."""
    if person["line"] is None:
        status = person["browser"].post(f"/polls/{task['poll']}/vote", choice=choice)
        return ANSWERS.get(status, str(status))
    answer = person["line"].call("room_vote", {"meeting_id": task["meeting"], "poll_id": task["poll"], "choice": choice})
    return "recorded" if answer["ok"] else {"closed": "refused"}.get(answer["error"], answer["error"])


def votes_of(person: dict[str, Any], task: dict[str, Any], start: float) -> None:
    """All votes of one person, one after another."""
    for after, choice in person["votes"]:
        time.sleep(max(0, start + after - time.time()))
        began = time.time()
        found = vote(person, task, choice)
        said = json.dumps([person["id"], "form" if person["line"] is None else "socket", began, time.time(), found])
        sys.stdout.write(said + "\n")  # one write: threads do not cut each other's lines


def main() -> None:
    """Open the doors, wait for the word, vote."""
    task = json.loads(sys.stdin.readline())
    for person in task["people"]:
        person["browser"] = Browser(person, person["port"])
        person["line"] = person["browser"].socket() if person["by"] == "socket" else None
    print("ready", flush=True)
    start = float(sys.stdin.readline())
    threads = [threading.Thread(target=votes_of, args=(person, task, start)) for person in task["people"]]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for person in task["people"]:
        if person["line"] is not None:
            person["line"].close()


if __name__ == "__main__":
    main()
