"""The threads and proposals of the demonstration, with their votes and who has read what."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from goforum.demo import content
from goforum.demo.cast import Stage
from goforum.demo.timeline import Timeline
from goforum.groups import queries as groups
from goforum.proposals import commands as proposals
from goforum.proposals.queries import get_proposal
from goforum.threads import commands as threads
from goforum.voting import commands as voting

# What is older than this, the members of a group have read; the rest is new for them.
READ_UNTIL = "-6d 12:00"


def tell_debates(stage: Stage, line: Timeline) -> None:
    """Put every post, proposal, vote and reading on the line."""
    for name in content.THREADS:
        for thread in content.read(name)["threads"]:
            _tell_thread(stage, line, thread)
    for proposal in content.read("proposals.json")["proposals"]:
        _tell_proposal(stage, line, proposal)


def _tell_thread(stage: Stage, line: Timeline, thread: dict[str, Any]) -> None:
    first, *answers = thread["posts"]
    line.at(_when(stage, first), partial(_open, stage, thread, first))
    for number, post in enumerate(answers, 2):
        line.at(_when(stage, post), partial(_answer, stage, f"thread:{thread['key']}", post, number))
    if closed := thread.get("closed"):
        line.at(_when(stage, closed), lambda: threads.close_thread(
            stage.person(closed["by"]), stage.ids[f"thread:{thread['key']}"], reason=closed["reason"]))
    if summary := thread.get("summary"):
        line.at(_when(stage, summary), partial(_sum_up, stage, f"thread:{thread['key']}", summary))
    _tell_reading(stage, line, thread)


def _sum_up(stage: Stage, thread: str, summary: dict[str, Any]) -> None:
    threads.write_summary(stage.person(summary["by"]), stage.ids[thread], body=stage.text(summary["body"]), after=0)


def _when(stage: Stage, written: dict[str, Any]) -> datetime:
    return content.instant(written["at"], stage.now)


def _open(stage: Stage, thread: dict[str, Any], first: dict[str, Any]) -> None:
    made = threads.create_thread(
        stage.person(first["by"]), stage.group(thread["group"]), title=thread["title"],
        body=stage.text(first["body"]), commitment_ids=stage.commitments(thread["commitments"]),
        file_ids=stage.files(first))
    stage.put(f"thread:{thread['key']}", made)
    _mark(stage, f"thread:{thread['key']}", first["by"], 1)


def _answer(stage: Stage, thread: str, post: dict[str, Any], number: int) -> None:
    threads.reply(stage.person(post["by"]), stage.ids[thread], body=stage.text(post["body"]),
                  file_ids=stage.files(post))
    _mark(stage, thread, post["by"], number)


def _mark(stage: Stage, thread: str, reader: str, number: int) -> None:
    """Whoever writes has read what came before."""
    threads.save_positions({(stage.person(reader), stage.ids[thread]): number})


def _tell_reading(stage: Stage, line: Timeline, thread: dict[str, Any]) -> None:
    until = content.instant(READ_UNTIL, stage.now)
    read = sum(1 for post in thread["posts"] if _when(stage, post) <= until)
    if read:
        line.at(until, partial(_read_by_all, stage, thread, read))


def _read_by_all(stage: Stage, thread: dict[str, Any], number: int) -> None:
    thread_id = stage.ids[f"thread:{thread['key']}"]
    readers = groups.member_ids(stage.group(thread["group"]))
    threads.save_positions({(reader, thread_id): number for reader in readers})


def _tell_proposal(stage: Stage, line: Timeline, proposal: dict[str, Any]) -> None:
    key = f"proposal:{proposal['key']}"
    line.at(_when(stage, proposal), partial(_draft, stage, key, proposal))
    for step in proposal["history"]:
        # The clock of a poll cuts at its end: the count comes the minute after.
        pause = timedelta(minutes=1 if step["by"] is None else 0)
        line.at(_when(stage, step) + pause, partial(_move, stage, key, step))
    for number, comment in enumerate(proposal["comments"], 1):
        line.at(_when(stage, comment), partial(_answer, stage, f"thread-of:{key}", comment, number))
    for ballot in proposal["ballots"]:
        line.at(_when(stage, ballot), partial(_vote, stage, key, ballot))


def _draft(stage: Stage, key: str, proposal: dict[str, Any]) -> None:
    stage.put(key, proposals.create_proposal(
        stage.person(proposal["author"]), stage.group(proposal["group"]), title=proposal["title"],
        body=stage.text(proposal["body"]), commitment_ids=stage.commitments(proposal["commitments"]),
        source_thread_id=stage.ids[f"thread:{proposal['source_thread']}"]))


def _move(stage: Stage, key: str, step: dict[str, Any]) -> None:
    made = stage.ids[key]
    if step["state"] == "open":
        proposals.publish_proposal(stage.person(step["by"]), made)
        stage.put(f"thread-of:{key}", get_proposal(made, stage.person(step["by"]))[0].thread_id or 0)
    elif step["state"] == "voting":
        stage.put(f"poll-of:{key}", proposals.put_to_vote(
            stage.person(step["by"]), made, closes_at=content.instant(step["closes_at"], stage.now),
            quorum_percent=step["quorum_percent"], results=step["results"]))
    elif step["state"] == "withdrawn":
        proposals.withdraw_proposal(stage.person(step["by"]), made, reason=step["reason"])
    else:
        voting.close_poll(None, stage.ids[f"poll-of:{key}"])


def _vote(stage: Stage, key: str, ballot: dict[str, Any]) -> None:
    voting.cast_vote(stage.person(ballot["by"]), stage.ids[f"poll-of:{key}"], choice=ballot["choice"],
                     reason=ballot.get("reason", ""))
