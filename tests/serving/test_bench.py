"""``make bench`` still measures all it promises (not how fast: that is for a quiet machine)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.once, pytest.mark.long]
ROOT = Path(__file__).resolve().parents[2]
KEYS = {"topic_anonymous", "topic_signed_in", "topic_list", "post_reply", "search", "chat_100", "chat_500"}


def test_bench_prints_one_object_with_every_measure():
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GOFORUM_")}
    done = subprocess.run([sys.executable, "-m", "bench"], cwd=ROOT, capture_output=True, text=True,
                          env={**clean, "BENCH_TOPICS": "30", "BENCH_POSTS": "5", "BENCH_SECONDS": "0.3", "BENCH_LONG_POSTS": "200"})
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert found.keys() >= KEYS
    for name in KEYS:
        assert {"per_cpu_second", "p50_ms", "p99_ms"} <= found[name].keys()
        assert found[name]["p99_ms"] >= found[name]["p50_ms"] > 0
    assert {"first_any", "again_last", "unread_long"} <= found["long_thread"].keys()
    assert found["chat_100"]["lost"] == found["chat_500"]["lost"] == 0
