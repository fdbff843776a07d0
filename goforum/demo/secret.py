"""The secret votes of the demonstration: one that is closed and can be checked, and one in which people vote now."""

from datetime import timedelta
from functools import partial
from typing import Any

from goforum.demo import content
from goforum.demo.cast import Stage
from goforum.demo.timeline import Timeline
from goforum.voting import commands as voting
from goforum.voting.rules import Terms


def tell_secret_votes(stage: Stage, line: Timeline) -> None:
    """Put each vote, its ballots and its close on the line."""
    for vote in content.read("secret-votes.json")["votes"]:
        key = f"secret:{vote['key']}"
        line.at(content.instant(vote["opens"], stage.now), partial(_open, stage, key, vote))
        for ballot in vote["ballots"]:
            line.at(content.instant(ballot["at"], stage.now), partial(_vote, stage, key, ballot))
        ends = content.instant(vote["closes"], stage.now)
        if ends < stage.now:
            # The clock of a poll cuts at its end: the count comes the minute after.
            line.at(ends + timedelta(minutes=1), partial(_close, stage, key))


def _open(stage: Stage, key: str, vote: dict[str, Any]) -> None:
    stage.put(key, voting.open_poll(
        stage.person(vote["by"]), stage.group(vote["group"]), question=vote["question"], language=vote["language"],
        closes_at=content.instant(vote["closes"], stage.now), quorum_percent=vote["quorum_percent"],
        terms=Terms(vote["method"], tuple(vote["options"]), secret=True)))


def _vote(stage: Stage, key: str, ballot: dict[str, Any]) -> None:
    voting.cast_vote(stage.person(ballot["by"]), stage.ids[key], marks=ballot["marks"])


def _close(stage: Stage, key: str) -> None:
    voting.close_poll(None, stage.ids[key])
