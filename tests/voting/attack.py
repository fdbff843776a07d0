"""What somebody with the database file in hand would try: to say of each voter how they voted."""

import json
import sqlite3
from contextlib import closing
from itertools import pairwise


def look(path, poll_id):
    """Everything the file says of one poll, as the attacker reads it."""
    with closing(sqlite3.connect(path)) as file:
        def ask(words, *values):
            return file.execute(words, values).fetchall()

        # Each signed in and voted at once, so the sessions tell in which order.
        voters = [row[0] for row in ask(
            "SELECT 'person:' || s.person_id FROM sessions s JOIN voters v ON v.person_id = s.person_id AND v.poll_id = ? "
            "ORDER BY s.created_at, s.id", poll_id)]
        box = ask("SELECT content FROM secret_boxes WHERE poll_id = ?", poll_id)
        chain = [row[0] for row in ask(
            "SELECT commitment FROM poll_chain WHERE poll_id = ? AND kind = 'commit' ORDER BY number", poll_id)]
        named = dict(ask("SELECT voter_key, coalesce(choice, content) FROM ballots WHERE poll_id = ?", poll_id))
        return {"voters": voters, "box": json.loads(box[0][0])["ballots"] if box else [], "chain": chain, "named": named}


def orders(path, seen, commit_of):
    """The choices in every order the file has an opinion on: of the box, on the disk, in the chain."""
    raw = path.read_bytes()
    by_commit = {commit_of(choice, tracker): choice for tracker, choice in seen["box"]}
    return {
        "box": [choice for _tracker, choice in seen["box"]],
        "disk": [choice for _tracker, choice in sorted(seen["box"], key=lambda one: raw.find(one[0].encode()))],
        "chain": [by_commit[one] for one in seen["chain"] if one in by_commit],
    }


def right(voters, guesses, truth):
    """The share of voters whose choice was guessed."""
    return sum(truth[voter] == guess for voter, guess in zip(voters, guesses, strict=False)) / len(voters)


def by_batches(seen, commit_of, batch):
    """The best guess of one who knows in which order people voted and how commitments are mixed.

    A voter's commitment is in the batches drawn after it was there; each batch weighs by the chance of it, and the side
    that is more frequent in them is the guess.
    """
    by_commit = {commit_of(choice, tracker): choice for tracker, choice in seen["box"]}
    choices = [by_commit[one] for one in seen["chain"]]
    total, edges = len(choices), list(range(0, len(choices), batch))
    yes = [sum(one == "for" for one in choices[a:b]) / max(1, b - a) for a, b in pairwise([*edges, total])]
    guesses = []
    for place in range(total):
        left, lean = 1.0, 0.0
        for number, share in enumerate(yes):
            there = (number + 2) * batch > place  # drawn when two batches wait, so when so many have voted
            drawn = 1.0 if number == len(yes) - 1 else (0.5 if there else 0.0)
            lean += left * drawn * share
            left *= 1 - drawn
        guesses.append("for" if lean >= sum(one == "for" for one in choices) / total else "against")
    return guesses
