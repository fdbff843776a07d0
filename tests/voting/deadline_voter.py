"""One process of ``test_deadline`` and of the races: votes through the page, and says what became of each vote."""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

from flask import Flask

from goforum.app import create_app
from goforum.config import Settings
from goforum.core import clock
from tests.conftest import Client


def main() -> None:
    """Read the task from standard input, sign everyone in, then vote at the word given."""
    task = json.loads(sys.stdin.readline())
    app = create_app(Settings(environment="testing", secret_key=task["secret"], database_url=task["database"],
                              data_dir=Path(task["folder"]), rate_limits=False, log_level="ERROR",
                              default_language="en", redis_url=""))
    app.test_client_class = Client
    if "votes" in task:
        _one_by_one(app, task)
    else:
        _at_once(app, task)


def _browser(app: Flask, person: int) -> Client:
    made = app.test_client()
    assert isinstance(made, Client)
    return made.sign_in(person)


def _one_by_one(app: Flask, task: dict[str, Any]) -> None:
    browsers = {person: _browser(app, person) for person in {vote[1] for vote in task["votes"]}}
    print("ready", flush=True)
    opens = float(sys.stdin.readline())
    for after, person, choice in task["votes"]:
        time.sleep(max(0, opens + after - clock.now().timestamp()))
        began = clock.now().timestamp()
        answer = browsers[person].post(f"/polls/{task['poll']}/vote", data={"choice": choice})
        found = {303: "recorded", 409: "refused"}.get(answer.status_code, str(answer.status_code))
        print(json.dumps([person, began, clock.now().timestamp(), found]), flush=True)


def _at_once(app: Flask, task: dict[str, Any]) -> None:
    """For each poll named on standard input: the same vote from many windows at one moment, sent again by each."""
    browsers = [_browser(app, task["person"]) for _ in range(task["windows"])]
    print("ready", flush=True)
    for line in sys.stdin:
        said: list[int] = []
        gate = threading.Barrier(len(browsers))

        def vote(browser: Client, poll: str = line.strip(), said: list[int] = said,
                 gate: threading.Barrier = gate) -> None:
            gate.wait()
            # The first answer is lost on the way: the browser sends the form again.
            said.extend(browser.post(f"/polls/{poll}/vote", data={
                "choice": "for", "tracker": task["tracker"]}).status_code for _ in range(2))

        workers = [threading.Thread(target=vote, args=(one,)) for one in browsers]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
