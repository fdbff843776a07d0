"""Work that burns the processor (password hashing), kept away from the loop that serves everybody."""

import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# Each argon2id takes 19 MiB and a core for 20 ms; more at once would only starve the pages.
AT_ONCE = 2
_pool: Any = None
_gate = threading.BoundedSemaphore(AT_ONCE)


def under_gevent() -> bool:
    """Whether this process was patched by gevent (the web server's workers are)."""
    try:
        from gevent.monkey import is_module_patched
    except ImportError:
        return False
    return bool(is_module_patched("socket"))


def run(fn: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run ``fn`` in a real thread while other greenlets go on; directly, where there are none.

    ``fn`` must not touch the database session or the request: it runs outside both.
    """
    if not under_gevent():
        with _gate:
            return fn(*args, **kwargs)
    global _pool
    if _pool is None:
        from gevent.threadpool import ThreadPool

        _pool = ThreadPool(AT_ONCE)
    result: R = _pool.apply(fn, args, kwargs)
    return result
