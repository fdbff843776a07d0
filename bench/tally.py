"""``python -m bench.tally``: how long the counts take that a site may meet; prints one JSON object, in seconds.

Every ballot ranks all options at random, which is the slowest case: nothing repeats, nothing can be folded together.
"""

import json
import random
import time

from goforum.voting.rules.ballots import Ballots
from goforum.voting.rules.methods import count


def _ranked(number: int, options: int, seed: int) -> Ballots:
    dice = random.Random(seed)
    places = list(range(1, options + 1))
    return Ballots(tuple(f"Option {at}" for at in places), [tuple(dice.sample(places, options)) for _ in range(number)])


def main() -> None:
    """Count and say how long it took."""
    found: dict[str, float] = {}
    for name, number, options, method, seats in (
            ("schulze_100000x10", 100_000, 10, "schulze", 1), ("irv_100000x10", 100_000, 10, "irv", 1),
            ("approval_100000x10", 100_000, 10, "approval", 1), ("score_100000x10", 100_000, 10, "score", 1),
            ("stv_30000x9", 30_000, 9, "stv", 3), ("stv_100000x10", 100_000, 10, "stv", 4)):
        ballots = _ranked(number, options, 1)
        started = time.perf_counter()
        count(method, ballots, seats=seats)
        found[name] = round(time.perf_counter() - started, 3)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
