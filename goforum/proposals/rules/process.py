"""Processes: which phase it is, what the presets are, what a phase allows. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

from goforum.core.i18n import _l, datetime_full
from goforum.core.rules import YES, No, Verdict, Words
from goforum.proposals.models import DATES, Phase

# Days of ideas, discussion, freeze, vote and answer.
PRESETS: Mapping[str, tuple[int, int, int, int, int]] = {
    "quick": (3, 4, 1, 3, 7), "month": (7, 14, 3, 7, 14), "season": (30, 45, 7, 14, 30)}
PHASES = (Phase.IDEAS, Phase.DISCUSSION, Phase.FREEZE, Phase.VOTE, Phase.ANSWER)
# A vote shorter than this cannot be opened.
SHORTEST = timedelta(hours=2)


class ProcessFacts(Protocol):
    """What the rules ask of a process."""

    @property
    def ideas_at(self) -> datetime: ...
    @property
    def discussion_at(self) -> datetime: ...
    @property
    def freeze_at(self) -> datetime: ...
    @property
    def vote_at(self) -> datetime: ...
    @property
    def answer_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def preset_dates(preset: str, start: datetime) -> dict[str, datetime]:
    """The dates of a preset that begins at this instant."""
    found, at = {"ideas_at": start}, start
    for name, days in zip(DATES[1:], PRESETS[preset], strict=True):
        at += timedelta(days=days)
        found[name] = at
    return found


def phase_of(process: ProcessFacts, now: datetime) -> Phase:
    """Which phase it is."""
    reached = Phase.BEFORE
    for phase, name in zip((*PHASES, Phase.OVER), DATES, strict=True):
        if now >= getattr(process, name):
            reached = phase
    return reached


def due_phases(process: ProcessFacts, moved_to: str, now: datetime) -> list[Phase]:
    """The phases that have begun and were not done yet, in order."""
    order = [Phase.BEFORE, *PHASES, Phase.OVER]
    return order[order.index(Phase(moved_to)) + 1: order.index(phase_of(process, now)) + 1]


def date_faults(dates: Mapping[str, datetime], now: datetime) -> dict[str, Words]:
    """What is wrong with the dates, field by field."""
    faults: dict[str, Words] = {}
    for before, after in pairwise(DATES):
        if dates[after] <= dates[before]:
            faults[after] = _l("It must come after the date before it.")
    if not faults and dates["answer_at"] - dates["vote_at"] < SHORTEST:
        faults["answer_at"] = _l("A vote lasts two hours at least.")
    if not faults and dates["discussion_at"] <= now:
        faults["discussion_at"] = _l("Choose a date to come.")
    return faults


def may_propose_now(process: ProcessFacts | None, now: datetime) -> Verdict:
    """Publish a proposal while a process runs: until its time for ideas is over."""
    if process is None or phase_of(process, now) in {Phase.BEFORE, Phase.IDEAS, Phase.OVER}:
        return YES
    return No("phase", _l("The time for new proposals ended on %(when)s: keep it as a draft for the next one.",
                          when=datetime_full(process.discussion_at)))
