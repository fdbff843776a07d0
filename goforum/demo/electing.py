"""The votes of the demonstration put to a group by themselves: by organisation and college, and with delegation."""

from datetime import timedelta
from functools import partial
from typing import Any

from goforum.core import clock
from goforum.core.viewer import ZONE
from goforum.demo import content
from goforum.demo.cast import Stage
from goforum.demo.timeline import Timeline
from goforum.voting import commands as voting
from goforum.voting.queries import get_poll
from goforum.voting.rules import Electorate, Majority, Terms, Threshold


def tell_elections(stage: Stage, line: Timeline) -> None:
    """Put every vote, ballot, delegation, close and statement on the line."""
    for poll in content.read("polls.json")["polls"]:
        key = f"poll:{poll['key']}"
        line.at(content.instant(poll["at"], stage.now), partial(_open, stage, key, poll))
        for ballot in poll["ballots"]:
            line.at(content.instant(ballot["at"], stage.now), partial(_vote, stage, key, ballot))
        for one in poll.get("delegations", []):
            line.at(content.instant(one["at"], stage.now), partial(_delegate, stage, key, one))
        closes = content.instant(poll["closes_at"], stage.now)
        if closes < stage.now:
            # The clock of a poll cuts at its end: the count comes the minute after.
            line.at(closes + timedelta(minutes=1), partial(_close, stage, key))
        if said := poll.get("statement"):
            line.at(content.instant(said["at"], stage.now), partial(_state, stage, key, said))
        for one in poll.get("answers", []):
            line.at(content.instant(one["at"], stage.now), partial(_answer, stage, key, one))


def _open(stage: Stage, key: str, poll: dict[str, Any]) -> None:
    rules = {name: Threshold(Majority(majority), quorum_percent=quorum)
             for name, (majority, quorum) in poll.get("colleges", {}).items()}
    stage.put(key, voting.open_poll(
        stage.person(poll["by"]), stage.group(poll["group"]), question=poll["question"], language=poll["language"],
        closes_at=content.instant(poll["closes_at"], stage.now), quorum_percent=poll["quorum_percent"],
        results=poll["results"], terms=Terms(poll.get("method", "position"), tuple(poll.get("options", ())),
                                             seats=poll.get("seats", 1)),
        electorate=Electorate(poll["electorate"], rules, delegation=poll.get("delegation", False))))


def _vote(stage: Stage, key: str, ballot: dict[str, Any]) -> None:
    said = {"marks": dict.fromkeys(ballot["marks"], 1)} if "marks" in ballot else {"choice": ballot["choice"]}
    voting.cast_vote(stage.person(ballot["by"]), stage.ids[key], reason=ballot.get("reason", ""), **said)


def _delegate(stage: Stage, key: str, one: dict[str, Any]) -> None:
    voting.delegate_vote(stage.person(one["by"]), stage.ids[key], to_key=f"person:{stage.person(one['to'])}")


def _state(stage: Stage, key: str, said: dict[str, Any]) -> None:
    voting.write_statement(stage.person(said["by"]), stage.ids[key], body=said["body"],
                           review_on=clock.today(ZONE) + timedelta(days=said["review_in"]))


def _answer(stage: Stage, key: str, one: dict[str, Any]) -> None:
    poll_id = stage.ids[key]
    line = get_poll(poll_id, stage.person(one["to"])).line
    assert line is not None
    voting.answer_reason(stage.person(one["by"]), poll_id, voter_key=line.key, body=one["body"],
                         client_key=f"demo-{key}-{one['by']}")


def _close(stage: Stage, key: str) -> None:
    voting.close_poll(None, stage.ids[key])
