"""One process of ``test_deadline``: votes one after the other around the close, and says what became of each."""

import json
import sys
import time
from pathlib import Path

from goforum.app import create_app
from goforum.config import Settings
from goforum.core import clock
from goforum.core.rules import Conflict
from goforum.voting import commands


def main() -> None:
    """Read the task from standard input, vote at the instants it names, print a line for each vote."""
    task = json.loads(sys.stdin.readline())
    app = create_app(Settings(environment="testing", secret_key=task["secret"], database_url=task["database"],
                              data_dir=Path(task["folder"]), rate_limits=False, log_level="ERROR"))
    print("ready", flush=True)
    opens = float(sys.stdin.readline())
    with app.app_context():
        for after, person, choice in task["votes"]:
            time.sleep(max(0, opens + after - clock.now().timestamp()))
            began = clock.now().timestamp()
            try:
                receipt = commands.cast_vote(person, task["poll"], choice=choice)
                found = ["recorded", receipt.recorded_at.timestamp()]
            except Conflict:
                found = ["refused", 0]
            print(json.dumps([person, began, clock.now().timestamp(), *found]), flush=True)


if __name__ == "__main__":
    main()
