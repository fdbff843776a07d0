"""Payloads no client of ours would send, at random but the same for the same seed."""

import json
import random


def _value(rnd: random.Random, depth: int = 0) -> object:
    kind = rnd.randrange(8)
    if kind < 5 or depth > 3:
        text = "".join(rnd.choice('[]{}",:-/a\\ \x00س') for _ in range(rnd.randrange(20)))
        return (None, rnd.random() < 0.5, rnd.randrange(-(2**70), 2**70), text, rnd.random())[kind % 5]
    if kind == 7:
        return [_value(rnd, depth + 1) for _ in range(rnd.randrange(4))]
    return {str(_value(rnd, 4)): _value(rnd, depth + 1) for _ in range(rnd.randrange(4))}


def hostile(rnd: random.Random) -> str:
    """One Engine.IO message: broken, misnamed or of the wrong shape."""
    kind = rnd.randrange(3)
    if kind == 0:
        return "4" + "".join(rnd.choice('023456789[]{}",:-/aé\\ \x00س') for _ in range(rnd.randrange(30)))
    name = [] if kind == 1 else [rnd.choice(["join", "say", "connect", "disconnect", "*"])]
    return "42" + json.dumps([*name, *(_value(rnd) for _ in range(rnd.randrange(4)))])
