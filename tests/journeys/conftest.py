"""Windows of people who are signed in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from tests.browser import Visit, visit

Windows = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture
def window_of(base: str, browser: Any, signed_in: Callable[[Any, int], None]) -> Windows:
    """``with window_of(person, "ar", 390, scripts=False) as me: …``; signed in without the form."""

    @contextmanager
    def open_as(person: int, lang: str, width: int, **options: Any) -> Iterator[Visit]:
        with visit(browser, base, lang, width, **options) as one:
            signed_in(one.context, person)
            yield one

    return open_as
