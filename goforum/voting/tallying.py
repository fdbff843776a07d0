"""Counting a file of ballots with the functions the site counts its polls with; what ``goforum tally`` does."""

from collections.abc import Iterator

from goforum.voting.rules.methods import count
from goforum.voting.rules.tallies import Breaker, Tally, amount
from goforum.voting.tally_files import Malformed, parse


def count_file(data: bytes, method: str, seats: int | None = None, seed: str = "") -> Tally:
    """Read a file and count it.

    The number of seats a file states is meant for STV; the other methods fill one place unless told otherwise.
    """
    read = parse(data)
    places = seats or (read.seats if method == "stv" else None) or 1
    if places > len(read.ballots.options):
        raise Malformed(1, f"{places} seats for {len(read.ballots.options)} options")
    if method == "irv" and places > 1:
        raise Malformed(1, "an instant run-off fills one seat; count several with stv")
    if method == "score" and read.ranked:
        raise Malformed(1, "this file holds ranks, not scores: a CSV has a heading and a row for each ballot")
    return count(method, read.ballots, seats=places, breaker=Breaker(seed))


def in_lines(found: Tally) -> Iterator[str]:
    """The same for people: the order, who is elected, and every tie."""
    yield f"{found.method}: {found.ballots} ballots, {found.blank} of them blank"
    for place, name in enumerate(found.order, 1):
        votes = f"  {amount(found.counts[name], found.scale)}" if name in found.counts else ""
        yield f"{place:>3}. {name}{votes}{'  elected' if name in found.elected else ''}"
    for tie in found.ties:
        between, result = ", ".join(tie.options), ", ".join(tie.result)
        yield f"tie ({tie.about}) between {between}; decided by {tie.broken_by}: {result}"
