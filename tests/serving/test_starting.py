"""A web process starts without what only some pages need, and without looking for garbage where there is none."""

import gc
import os
import subprocess
import sys

import pytest

from goforum.serving.starting import nothing_thrown_away

# Each costs a start between ten and a hundred milliseconds; the first who needs it waits for it instead.
NOT_AT_THE_START = {
    "PIL", "alembic", "bleach", "docx", "icalendar", "mako", "numpy", "py3langid", "rapidfuzz", "snowballstemmer",
    "weasyprint",
}
START = """
import sys
import goforum.serving.web
from goforum.app import create_app
create_app()
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.once
def test_a_web_process_starts_without_what_only_some_pages_need(tmp_path):
    environment = {**os.environ, "GOFORUM_ENVIRONMENT": "development", "GOFORUM_DATA_DIR": str(tmp_path),
                   "PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run([sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True)
    read = set(said.stdout.split())
    assert {"goforum", "flask", "gevent"} <= read
    assert read & NOT_AT_THE_START == set()


@pytest.mark.once
def test_nothing_is_collected_while_a_process_starts_and_everything_afterwards():
    class Ring:
        """Something that only a collection ends."""

    frozen = gc.get_freeze_count()
    try:
        with nothing_thrown_away():
            assert not gc.isenabled()
            stays = Ring()
        assert gc.isenabled()
        assert gc.get_freeze_count() > frozen
        assert stays not in gc.get_objects()
    finally:
        gc.unfreeze()


@pytest.mark.once
def test_a_start_that_fails_leaves_collection_on():
    with pytest.raises(ValueError, match="no"), nothing_thrown_away():
        raise ValueError("no")
    assert gc.isenabled()
