"""What the tests of core share."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest


@pytest.fixture
def cpu_seconds() -> Callable[[float], AbstractContextManager[None]]:
    """``with cpu_seconds(1):`` fails when the block uses more of the processor; a busy machine does not count."""

    @contextmanager
    def within(limit: float) -> Iterator[None]:
        start = time.process_time()
        yield
        assert time.process_time() - start < limit

    return within
