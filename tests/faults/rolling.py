"""People who write through nginx while the processes behind it are made anew."""

import http.client
import itertools
import threading
import time
from collections import Counter
from typing import Any


class Writer(threading.Thread):
    """Posts through nginx, and sends again what was not answered well, under the same key."""

    def __init__(self, front: Any, number: int) -> None:
        super().__init__(daemon=True)
        self.front, self.number = front, number
        self.stopping, self.written, self.raw = threading.Event(), [], Counter()

    def run(self) -> None:
        thread = self.front.scene.found["threads"][self.number % 3]
        for count in itertools.count():
            if self.stopping.is_set():
                return
            key = f"roll-{self.number}-{count}"
            while not self._sent(f"/threads/{thread}/reply", key):
                time.sleep(0.1)
            self.written.append(f"Text of {key}.")
            time.sleep(0.15)  # within what one person may send in a minute

    def _sent(self, path: str, key: str) -> bool:
        try:
            status = self.front.post(self.number, path, body=f"Text of {key}.", client_key=key)
        except (OSError, http.client.HTTPException) as lost:
            status = type(lost).__name__
        self.raw[status] += 1
        return status == 303
