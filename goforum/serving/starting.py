"""A process that starts: everything it reads stays, so looking through it for garbage is work for nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_thrown_away() -> Iterator[None]:
    """Collect no garbage inside; afterwards never look again at what is there by then.

    A start makes half a million objects, and Python would go through all of them a hundred times (a quarter of the
    time to the first page). What stays for good is then set aside, so that later collections look at requests alone:
    they cost less, and come before much has gathered.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()
