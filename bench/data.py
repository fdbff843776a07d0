"""Sites of any size to measure: ``python -m bench.data --posts 1000000 --threads 50000 --big-thread 50000``.

Fills the site of the present ``GOFORUM_…`` settings (``GOFORUM_ENVIRONMENT=development``), or whatever ``Site`` another
part of the bench gives. Rows are inserted in bulk, with the counters that the commands would have left; a pool of texts
in Arabic, French and English is rendered by the site's own pipeline and used again and again.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

SEED = 1


def make(environment: Mapping[str, str], posts: int, threads: int, big_thread: int = 0) -> dict[str, Any]:
    """Fill one site; what it took, in seconds."""
    began = time.monotonic()
    _fill(environment, threads, max(1, posts // threads))
    if big_thread:
        _fill(environment, 1, big_thread)
    url = environment.get("GOFORUM_DATABASE_URL", "")
    if url.startswith("postgres"):
        # What the server would do by itself within minutes; a bulk load is measured before that.
        engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as line:
            line.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()
    return {"posts": threads * max(1, posts // threads) + big_thread, "threads": threads + bool(big_thread),
            "seconds": round(time.monotonic() - began, 1)}


def _fill(environment: Mapping[str, str], topics: int, posts: int) -> None:
    words = ["bench-data", "--topics", str(topics), "--posts", str(posts), "--seed", str(SEED)]
    done = subprocess.run([sys.executable, "-m", "goforum", *words], env=dict(environment), capture_output=True,
                          text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])


def main() -> None:
    """Fill the site of the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=50_000)
    parser.add_argument("--big-thread", type=int, default=50_000)
    asked = parser.parse_args()
    print(make(os.environ, asked.posts, asked.threads, asked.big_thread))


if __name__ == "__main__":
    main()
