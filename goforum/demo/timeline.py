"""Content told in the order in which it happened.

The files tell stories thread by thread; the log of acts, the numbers of rows and "latest first" lists want
one order of time. So every act is put on a line as a step, and the line is walked once, with the clock held
at each step's instant. Acts go through the features' commands: the demonstration has no door of its own.
"""

from collections.abc import Callable
from datetime import datetime

from goforum.core import clock


class Timeline:
    """Steps in order of time; steps of one instant keep the order in which they were put."""

    def __init__(self) -> None:
        self._steps: list[tuple[datetime, int, Callable[[], None]]] = []

    def at(self, when: datetime, act: Callable[[], None]) -> None:
        """Put an act at an instant."""
        self._steps.append((when, len(self._steps), act))

    def walk(self) -> int:
        """Let everything happen; how many steps there were."""
        for when, _order, act in sorted(self._steps, key=lambda step: step[:2]):
            with clock.frozen(when):
                act()
        return len(self._steps)
