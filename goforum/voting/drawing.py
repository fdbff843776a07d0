"""What the card of a vote and its results need, for any page that shows a poll."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.i18n import datetime_full, localised, time_short
from goforum.core.rules import Verdict
from goforum.core.web import keep_private
from goforum.groups import queries as groups
from goforum.groups.rules import Standing
from goforum.organisations.queries import names as organisation_names
from goforum.voting import queries, rules
from goforum.voting.ballot_forms import DATE_ANSWERS, MarksForm, marks_form, secret_form
from goforum.voting.commands import Receipt
from goforum.voting.forms import CHOICES, CONSENTING, BallotForm, ConsentForm
from goforum.voting.models import STATUS_QUO
from goforum.voting.queries import PollView
from goforum.voting.queries.ledger import ever_voted, find_open_proof
from goforum.voting.rules import Choice, Shape

AnyBallot = BallotForm | MarksForm


def option_name(option: Choice) -> str:
    """What an option is called: its label, the words for leaving things, or its date on the reader's clock."""
    if option.key == STATUS_QUO:
        return _("Leave it as it is")
    return option.label or (datetime_full(option.starts_at) if option.starts_at else option.key)


def option_names(poll: PollView) -> dict[str, str]:
    """The names of all options, by key."""
    return {one.key: option_name(one) for one in poll.options}


def ballot_form(poll: PollView, *, posted: bool = False) -> AnyBallot:
    """The ballot as it was posted; else an empty one, or the voter's own to be changed."""
    if poll.is_secret:
        return secret_form(poll, option_names(poll), posted=posted)
    if poll.facts.shape is not Shape.POSITION:
        return marks_form(poll, option_names(poll), posted=posted)
    kind = ConsentForm if poll.method == "consent" else BallotForm
    own = poll.own
    return kind() if posted else kind(formdata=None, choice=own.choice if own else None,
                                      reason=own.reason if own else "")


def card_context(poll: PollView, standing: Standing, ballot: AnyBallot | None = None) -> dict[str, Any]:
    """What ``voting/_card.html`` and ``voting/_results.html`` draw from."""
    now = clock.now()
    names = option_names(poll)
    return {
        "poll": poll, "ballot": ballot or ballot_form(poll), "names": names,
        "may_vote": rules.may_vote(standing, poll, poll.on_roll, now),
        "may_cancel": rules.may_cancel(standing, poll, poll.cast, now),
        "rule": rules.rule_words(poll.method, poll.majority, poll.majority_of),
        "own_words": marks_words(poll, poll.own.marks, names) if poll.own and not poll.facts.decides else "",
        "phone": _phone(poll, standing), "may_phone": rules.may_record_phone(standing, poll, now),
        "may_state": rules.may_state(standing, poll, now),
        "shows_reasons": rules.shows_reasons(poll.results, poll.reasons, poll, now),
        "may_extend": may_extend(poll, standing),
        "may_rerun": poll.rerun_by is None and rules.may_rerun(standing, poll, now),
        "seats": seat_names(poll), "chambers": _chambers(poll),
        "holders": rules.HOLDER_NAMES[poll.electorate], "college_names": rules.COLLEGE_NAMES,
        "proof": find_open_proof(poll.id, poll.line.key) if poll.own and poll.line else None,
        "fresh_tracker": secrets.token_hex(16), "majority_names": rules.MAJORITY_NAMES,
        "own_by": _own_by(poll, standing),
        "may_delegate": poll.delegation and rules.may_delegate(standing, poll, poll.on_roll, now),
        "holder_of": holder_names([*poll.carries, *([poll.delegate] if poll.delegate else [])]),
        "figures": _figures(poll), "rounds": _rounds(poll, names), "ties": _ties(poll, names),
    }


def may_extend(poll: PollView, standing: Standing) -> Verdict:
    """Whether the person looking may put off the deadline. A chain of one entry has had no ballot, be it taken out."""
    now = clock.now()
    verdict = rules.may_extend(standing, poll, poll.cast, now)
    again = verdict and poll.entries > 1 and ever_voted(poll.id)
    return rules.may_extend(standing, poll, 1, now) if again else verdict


def organisations(lines: Iterable[Any]) -> dict[int, Any]:
    """The names of the organisations that hold these votes."""
    return organisation_names({one.organisation_id for one in lines if one.organisation_id})


def holder_names(keys: list[str]) -> dict[str, str]:
    """The names of these lines of the roll, in the language of the page."""
    if not keys:
        return {}
    return {key: named if isinstance(named, str) else localised(named).text
            for key, named in queries.names_of(keys).items()}


def carried_names(poll: PollView) -> dict[str, Any]:
    """What the register says of delegated votes: whose each ballot carried."""
    carried = queries.list_carried(poll)
    return {"carried": carried, "holder_of": holder_names([key for keys in carried.values() for key in keys])}


def seat_names(poll: PollView) -> dict[str, Any]:
    """The organisations the person looking may vote for here, by the key of their line."""
    named = organisations(poll.lines)
    return {one.key: named[one.organisation_id] for one in poll.lines if one.organisation_id in named}


def _own_by(poll: PollView, standing: Standing) -> str:
    """Who cast the vote of one's organisation, where it was somebody else."""
    if poll.own is None or poll.own.by_id == standing.person_id:
        return ""
    return people_by_ids([poll.own.by_id])[poll.own.by_id].name or _("Former member")


def _phone(poll: PollView, standing: Standing) -> Any:
    """The vote by phone of one's line, where somebody else wrote it down."""
    if poll.own is None or poll.line is None or poll.own.by_id == standing.person_id:
        return None
    return queries.find_phone(poll.id, poll.line.key)


def _chambers(poll: PollView) -> list[dict[str, Any]]:
    """What each college found: whether it carries, and its figures where they do not name people."""
    if poll.decision is None:
        return []
    found = poll.decision.chambers
    cast = {name: one["for"] + one["against"] + one["abstain"] for name, one in found.items()}
    shown = rules.OPEN_DISCLOSURE.break_down(cast)
    return [{"name": rules.COLLEGE_NAMES[name], "carried": one["carried"],
             "words": rules.chamber_words(one) if shown[name] is not None else _("too few to tell")}
            for name, one in found.items()]


def marks_words(poll: PollView, marks: Mapping[str, int], names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """A ballot of marks as a short list of (place, name, mark), best first; empty for a blank one."""
    shape = poll.facts.shape
    if shape is Shape.RANKS:
        return [(f"{place}.", names[key], "") for key, place in sorted(marks.items(), key=lambda one: one[1])]
    said = [(names[one.key], marks[one.key]) for one in poll.options if one.key in marks]
    if shape in {Shape.ONE, Shape.SEVERAL}:
        return [("", name, "") for name, _mark in said]
    answers = dict(DATE_ANSWERS)
    return [("", name, str(answers[str(mark)] if shape is Shape.DATES else mark)) for name, mark in said]


def choice_words(poll: PollView, choice: Any) -> list[tuple[str, str, str]]:
    """A published choice as a short list of (place, name, mark); empty for a blank ballot."""
    names = option_names(poll) | {key: str(label) for key, label in [*CHOICES, *CONSENTING] if poll.facts.decides}
    if isinstance(choice, dict):
        return marks_words(poll, choice, names)
    ranked = poll.facts.shape is Shape.RANKS
    levels = [one if isinstance(one, list) else [one] for one in choice]
    return [(f"{place}." if ranked else "", _listed(level, names), "") for place, level in enumerate(levels, 1)]


def _figures(poll: PollView) -> list[dict[str, Any]]:
    """The options in the order found, each with its figure and the length of its bar in whole percent."""
    if poll.finding is None:
        return []
    tally = poll.finding.tally
    counts = tally.get("counts") or _wins(tally)
    whole = {key: int(str(one).split(".", maxsplit=1)[0]) for key, one in counts.items()}
    most = max(whole.values(), default=0)
    return [{"key": key, "place": place, "count": counts[key], "chosen": key in tally["elected"],
             "bar": whole[key] * 100 // most if most else 0}
            for place, key in enumerate(tally["order"], 1)]


def _wins(tally: Mapping[str, Any]) -> dict[str, int]:
    """In how many pairs each option is ahead."""
    pairs = tally.get("pairwise") or []
    return {key: sum(pairs[at][other] > pairs[other][at] for other in range(len(pairs))) if pairs else 0
            for at, key in enumerate(tally["options"])}


def _listed(keys: list[str], names: Mapping[str, str]) -> str:
    return _(", ").join(names[key] for key in keys)


def _rounds(poll: PollView, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each round of an elimination or of STV, with what happened in it in words."""
    if poll.finding is None:
        return []
    found = []
    for one in poll.finding.tally.get("rounds", ()):
        who, words = _listed(one["sources"], names), []
        if one["action"] == "surplus":
            words.append(_("What %(name)s has beyond the quota passes on.", name=who))
        elif one["action"] == "exclusion":
            words.append(_("Out: %(names)s. The ballots pass to their next choice.", names=who))
        else:
            words.append(_("First choices are counted."))
        if one["elected"]:
            words.append(_("Elected: %(names)s.", names=_listed(one["elected"], names)))
        found.append({**one, "words": " ".join(words)})
    return found


def _ties(poll: PollView, names: Mapping[str, str]) -> list[str]:
    """Each tie by name, and what decided it."""
    if poll.finding is None or not poll.finding.cast:
        return []
    return [_("Level: %(names)s.", names=_listed(tie["options"], names)) + " " + str(rules.tie_words(tie))
            for tie in poll.finding.tally["ties"]]


def secret_receipt(poll: PollView, receipt: Receipt) -> str:
    """The one page that shows the tracker of a secret ballot. Not a redirect: the next page could not know it."""
    keep_private()
    return render_template("voting/receipt.html", poll=poll, group=groups.cards([poll.group_id])[poll.group_id],
                           proof=receipt.proof, changed=receipt.changed,
                           made_by=request.form.get("tracker_by", "server"))


def receipt_words(receipt: Receipt) -> str:
    """What a voter is told once it is recorded, and until when it can be changed."""
    at, until = time_short(receipt.recorded_at), datetime_full(receipt.closes_at)
    if receipt.first:
        return _("Vote recorded at %(at)s. You can change it until %(until)s.", at=at, until=until)
    if receipt.changed:
        return _("Vote changed at %(at)s. You can change it again until %(until)s.", at=at, until=until)
    return _("Your vote stands as recorded at %(at)s. You can change it until %(until)s.", at=at, until=until)
