"""Slow files first, so that no worker starts the longest one when the others have finished.

Together with `--dist=loadfile --no-loadscope-reorder`: a file's tests stay in one process, since its servers and data
are made once for all of them.
"""

import pytest

SLOW = ("slow", "race", "long", "browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move the files that hold a slow test to the front; the order within a file stays."""
    slow = {item.path for item in items if any(item.get_closest_marker(name) for name in SLOW)}
    items.sort(key=lambda item: item.path not in slow)
