"""Boxes of random polls, made with the site's own rules, and ways to spoil one."""

import io
import json
import random
import zipfile
from datetime import UTC, datetime
from types import SimpleNamespace

from goforum.voting import verify
from goforum.voting.rules import (
    METHODS,
    RollLine,
    Seat,
    Shape,
    Terms,
    Threshold,
    canonical_hash,
    canonical_marks,
    carry,
    college_thresholds,
    decide,
    decide_seats,
    find,
    lines_hash,
    manifest,
    roll_hash,
)
from goforum.voting.rules import ledger as layout
from goforum.voting.rules.electorates import COLLEGES
from goforum.voting.rules.electorates import Electorate as Holders
from goforum.voting.rules.majorities import Base, Majority

OPENED = datetime(2019, 3, 20, 9, tzinfo=UTC)
LABELS = ("مقترح أوّل", "Deuxième idée — d’été", "Third “option”", "خيار\u200fرابع", "Cinquième <é>", "é\u0301toile")
FIRST = ("plurality", "approval", "score", "irv")
RULES = (*FIRST, "position", "consent", "dots", "dates", "schulze", "stv")


def random_marks(dice, facts, keys, ceiling):
    """The marks of one ballot, now and then none."""
    if dice.random() < 0.1:
        return {}
    if facts.shape is Shape.ONE:
        return {dice.choice(keys): 1}
    if facts.shape is Shape.SEVERAL:
        return dict.fromkeys(dice.sample(keys, dice.randint(1, len(keys))), 1)
    if facts.equal_ranks and dice.random() < 0.3:
        return {key: dice.randint(1, 3) for key in dice.sample(keys, dice.randint(1, len(keys)))}
    if facts.shape is Shape.RANKS:
        return {key: place for place, key in enumerate(dice.sample(keys, dice.randint(1, len(keys))), 1)}
    if facts.shape is Shape.DOTS:
        return {dice.choice(keys): dice.randint(1, ceiling)}
    most = 2 if facts.shape is Shape.DATES else ceiling
    return {key: dice.randint(0, most) for key in dice.sample(keys, dice.randint(1, len(keys)))}


def random_box(dice, rules=RULES, voters=None, level=None):
    """A whole honest box: any rule and level, options in three languages, changed and blank ballots."""
    rule = dice.choice(rules)
    facts = METHODS[rule]
    size = voters or dice.randint(1, 30)
    first = rule in FIRST and dice.random() < 0.6
    dates = tuple(OPENED.replace(day=21 + at) for at in range(3)) if rule == "dates" else ()
    terms = Terms(rule, dice.sample(LABELS, dice.randint(2, 5)) if facts.options and not dates else (), dates,
                  seats=1 if first or not facts.seats else dice.randint(1, 2),
                  ceiling=dice.randint(2, 9) if facts.limit else 0, status_quo=rule in {"plurality", "irv"} and dice.random() < 0.5,
                  majority=dice.choice(("simple", "absolute", "two-thirds")) if rule == "position" else "simple",
                  majority_of=dice.choice(("expressed", "cast", "electorate")))
    level = level or dice.choice(("open", "secret"))
    lines, rules, delegates = random_roll(dice, size, rule, plain=first or level == "secret")
    names = [one.key for one in lines]
    poll = SimpleNamespace(
        id=dice.randint(1, 999), language="fr", question="Faut-il ouvrir les données ? «هل نفتحها؟»", method=rule,
        electorate="person", college_rules=rules, delegation=delegates is not None, reasons="objection",
        level=level, results="hidden", quorum_percent=0 if first else dice.choice((0, 50)),
        roll_size=size, roll_hash=roll_hash(names), opened_at=None, opens_at=OPENED, closes_at=OPENED.replace(month=4),
        seats=terms.seats, ceiling=terms.ceiling, majority=terms.majority, majority_of=terms.majority_of)
    choices = terms.choices()
    apart = rules or delegates is not None or any(one.weight != 1 for one in lines)
    fixed = layout.manifest_of(manifest(poll, choices, lines_hash(lines) if apart else ""), choices)
    return _voted(dice, poll, choices, fixed, lines, delegates)


def random_roll(dice, size, rule, *, plain=False):
    """Lines of a roll, the rules of its colleges or None, and who delegates to whom or None; nothing of it on a plain one."""
    names = [f"person:{one}" for one in range(1, size + 1)]
    if plain or dice.random() < 0.3:
        return [RollLine(one) for one in names], None, None
    heavy, apart = dice.random() < 0.5, rule == "position" and dice.random() < 0.6
    lines = [RollLine(one, dice.choice((*COLLEGES, None)), dice.randint(1, 5) if heavy else 1) for one in names]
    rules = Holders(colleges={name: Threshold(dice.choice(list(Majority)), dice.choice(list(Base)), dice.choice((0, 0, 40)))
                              for name in COLLEGES}).stored() if apart else None
    # Chains, across colleges and in circles too: what the site refuses must not count elsewhere either.
    delegates = {one: dice.choice(names) for one in names if dice.random() < 0.5} if dice.random() < 0.6 else None
    return lines, rules, delegates and {one: end for one, end in delegates.items() if one != end}


def _counted(poll, lines, delegates, said):
    """What the site finds: ``said`` is the stored text of each voter's ballot."""
    facts, weights = METHODS[poll.method], {one.key: one.weight for one in lines}
    carried = carry([one.key for one in lines], delegates or {}, said, {one.key: one.college or "" for one in lines})
    heavy = {key: carried.weight(key, weights) for key in said}
    rolls = {}
    for one in lines:
        rolls[one.college or ""] = rolls.get(one.college or "", 0) + one.weight
    if facts.decides:
        college = {one.key: one.college or "" for one in lines}
        return decide_seats([Seat(college[key], text, heavy[key]) for key, text in said.items()], rolls,
                            poll.quorum_percent, method=poll.method, majority=poll.majority, of=poll.majority_of,
                            colleges=college_thresholds(poll.college_rules))
    contents = {}
    for key, text in said.items():
        contents[text] = contents.get(text, 0) + heavy[key]
    return find(poll.method, [one.key for one in poll.choices], contents.items(), seats=poll.seats,
                roll_size=sum(rolls.values()), quorum_percent=poll.quorum_percent, fingerprint=poll.fingerprint)


def _voted(dice, poll, choices, fixed, lines, delegates):
    names, kept = [one.key for one in lines], {}
    poll.choices, poll.fingerprint = choices, canonical_hash(fixed)
    facts, keys = METHODS[poll.method], [one.key for one in choices]
    said, ballots = [("open", {})], []
    for name in dice.sample(names, dice.randint(0, len(names)) if len(names) < 50 else len(names)):
        for again in range(2 if dice.random() < 0.2 else 1):
            position = dice.choice(keys) if facts.shape is Shape.POSITION else None
            content = "" if position else canonical_marks(facts, random_marks(dice, facts, keys, poll.ceiling))
            one = {"choice": layout.choice_of(poll.method, position, content), "tracker": f"{dice.getrandbits(128):032x}"}
            if again:
                said.append(("revoke", {"commit": layout.commit_of(poll.id, ballots[-1]["choice"], ballots[-1]["tracker"])}))
                ballots.pop()
            said.append(("commit", {"commit": layout.commit_of(poll.id, one["choice"], one["tracker"])}))
            ballots.append({**one, "voter": name} if poll.level == "open" else one)
            kept[name] = position or content
    if "roll_lines" in fixed or not facts.decides:
        found = _counted(poll, lines, delegates, kept)
    else:
        found = decide(count_all(kept.values()), poll.roll_size, poll.quorum_percent, method=poll.method,
                       majority=poll.majority, of=poll.majority_of)
    ballots = layout.ballots_in_order(ballots)
    roll = layout.roll_of(fixed, len(ballots), lines if poll.level == "open" else None, delegates)
    result = layout.result_of(fixed, found.outcome.value, found.as_result(), ballots)
    said.append(("close", layout.closing_body(ballots, roll, result)))
    return layout.Box(fixed, layout.follow(canonical_hash(fixed), 0, said), ballots, roll, result)


def count_all(contents):
    counted = {}
    for one in contents:
        counted[one] = counted.get(one, 0) + 1
    return counted


def pack(files):
    """The files as a zip in memory."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    made.seek(0)
    return made


def verdict(files, head=None, receipt=None, key=None):
    """None when the verifier is content; else the word of what it found."""
    said = []
    try:
        verify.verify(verify.read(pack(files)), head, receipt, key, lambda *words: said.append(words))
    except verify.Wrong as wrong:
        return wrong.args[0]
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, zipfile.error) as odd:
        return repr(odd)
    return None


def lines_of(data):
    return [json.loads(line) for line in data.decode().split("\n")[:-1]]


def joined(rows):
    return "".join(layout.canon(row) + "\n" for row in rows).encode()


def _flip(dice, files):
    name = dice.choice([one for one, data in files.items() if data])
    at = dice.randrange(len(files[name]))
    data = bytearray(files[name])
    data[at] ^= 1 << dice.randrange(7)
    return {**files, name: bytes(data)}


def _drop(dice, files, name):
    rows = lines_of(files[name])
    del rows[dice.randrange(len(rows))]
    return {**files, name: joined(rows)}


def _swap(dice, files, name):
    rows = lines_of(files[name])
    one, other = dice.sample(range(len(rows)), 2)
    rows[one], rows[other] = rows[other], rows[one]
    return {**files, name: joined(rows)}


def _double(dice, files, name):
    rows = lines_of(files[name])
    rows.insert(dice.randrange(len(rows)), dice.choice(rows))
    return {**files, name: joined(rows)}


def _voters_swapped(dice, files):
    """Two open ballots change hands: every count stays what it was."""
    rows = lines_of(files["ballots.jsonl"])
    one, other = dice.sample(rows, 2)
    one["voter"], other["voter"] = other["voter"], one["voter"]
    return {**files, "ballots.jsonl": joined(rows)}


def _tallied_otherwise(dice, files):
    result = json.loads(files["result.json"])
    key = dice.choice(sorted(result["counts"])) if result["counts"] else "ballots"
    (result["counts"] or result)[key] = 99
    return {**files, "result.json": joined([result])}


def _option_edited(dice, files):
    fixed = json.loads(files["manifest.json"])
    dice.choice(fixed["options"])["label"] += "!"
    return {**files, "manifest.json": joined([fixed])}


def remade(box, ballots=None, manifest=None):
    """The box as an owner would make it anew, whole and consistent, with other ballots or another question."""
    fixed = manifest or box.manifest
    rows = layout.ballots_in_order(ballots if ballots is not None else box.ballots)
    said = [("open", {}), *(("commit", {"commit": layout.commit_of(fixed["poll"], one["choice"], one["tracker"])}) for one in rows)]
    roll = {**box.roll, "participated": len(rows)}
    counted, _unknown = verify.count(fixed, rows, roll)
    result = {**box.result, **counted}
    said.append(("close", layout.closing_body(rows, roll, result)))
    return layout.Box(fixed, layout.follow(canonical_hash(fixed), 0, said), rows, roll, result)


def _in_roll(dice, files, name):
    """One line of the roll says something else: a weight, a college, or whom a vote is delegated to."""
    roll = json.loads(files["roll.json"])
    if name == "delegation":
        key = dice.choice(sorted(roll["delegations"]))
        roll["delegations"].pop(key)
        if dice.random() < 0.5 and (others := [one for one in roll["list"] if one != key]):
            roll["delegations"][key] = dice.choice(others)
    else:
        line = dice.choice(roll["lines"])
        line[2 if name == "weight" else 1] = line[2] + 1 if name == "weight" else "another"
    return {**files, "roll.json": joined([roll])}


def _late_ballot(dice, box):
    """One ballot more, and the whole box made anew around it."""
    if len(box.ballots) >= box.manifest["roll_size"]:
        return remade(box, box.ballots[1:]).files()
    extra = {"choice": box.ballots[0]["choice"], "tracker": f"{dice.getrandbits(128):032x}"}
    if box.manifest["level"] == "open":
        extra["voter"] = next(one for one in box.roll["list"] if one not in {b["voter"] for b in box.ballots})
    return remade(box, [*box.ballots, extra]).files()


def mutated(dice, box):
    """(what was done, the files after it): one mutation of a box with two ballots or more."""
    files = box.files()
    ways = {
        "flip": lambda: _flip(dice, files), "drop": lambda: _drop(dice, files, dice.choice(["chain.jsonl", "ballots.jsonl"])),
        "swap": lambda: _swap(dice, files, dice.choice(["chain.jsonl", "ballots.jsonl"])),
        "double": lambda: _double(dice, files, dice.choice(["chain.jsonl", "ballots.jsonl"])),
        "re-tally": lambda: _tallied_otherwise(dice, files), "option": lambda: _option_edited(dice, files),
        "late": lambda: _late_ballot(dice, box),
        "question": lambda: remade(box, manifest={**box.manifest, "title": {"fr": "Autre question ?"}}).files(),
    }
    if box.manifest["level"] == "open":
        ways["hands"] = lambda: _voters_swapped(dice, files)
    if "lines" in box.roll:
        ways |= {name: lambda name=name: _in_roll(dice, files, name) for name in ("weight", "college")}
    if box.roll.get("delegations"):
        ways["delegation"] = lambda: _in_roll(dice, files, "delegation")
    name = dice.choice(sorted(ways))
    return name, ways[name]()


def mutated_as(dice, box, what):
    """The files after a change of one line of the roll."""
    return _in_roll(dice, box.files(), what)


def dice_of(seed):
    return random.Random(seed)
