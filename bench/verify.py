"""``python -m bench.verify``: how long ``verify.py`` takes for ten thousand ballots; prints one JSON object."""

import json
import time

from tests.voting.boxes import FIRST, dice_of, random_box, verdict

BALLOTS = 10_000


def main() -> None:
    """Check one box by each rule of the first version, in seconds."""
    found: dict[str, float] = {}
    for rule in FIRST:
        box = random_box(dice_of(1), rules=(rule,), voters=BALLOTS)
        files = box.files()
        started = time.perf_counter()
        if verdict(files, box.head) is not None:
            raise SystemExit(f"{rule}: the verifier refuses an honest box")
        found[f"verify_{rule}_{BALLOTS}"] = round(time.perf_counter() - started, 3)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
