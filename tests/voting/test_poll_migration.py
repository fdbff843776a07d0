"""Votes of the time before there were other methods come through the migration, and back; polls of other methods cannot go back."""

import sqlalchemy as sa

from goforum.core import migrate
from goforum.core.db import db
from goforum.voting import commands, queries
from goforum.voting.rules import Terms, canonical_hash, manifest
from goforum.voting.rules.ledger import manifest_of
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_poll
from tests.migrations.test_migrations import migrated  # noqa: F401 - a fixture

BEFORE = "0005_files"


def rows(table):
    return db.session.scalar(sa.text(f"SELECT count(*) FROM {table}"))


def test_there_and_back_with_votes(migrated):  # noqa: F811
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    voter = make_member(group_id)
    plain = make_poll(group_id, facilitator)
    commands.cast_vote(voter, plain, choice="objection", reason="Why.")
    ranked = make_poll(group_id, facilitator, terms=Terms("irv", ("A", "B")))
    commands.cast_vote(voter, ranked, marks={"o1": 1})
    fingerprint = queries.get_poll(plain, voter).fingerprint
    db.session.remove()

    migrate.downgrade(BEFORE)
    assert (rows("polls"), rows("ballots"), rows("poll_options")) == (1, 1, 4)
    db.session.remove()
    with db.engine.begin() as connection:  # the check is the old one again
        refused = connection.begin_nested()
        try:
            connection.exec_driver_sql("UPDATE polls SET method = 'irv'")
            raise AssertionError("the old check is missing")
        except sa.exc.IntegrityError:
            refused.rollback()

    migrate.upgrade()
    assert migrate.differences() == []
    poll = queries.get_poll(plain, voter)
    assert (poll.own.choice, poll.own.reason, poll.tally["objection"]) == ("objection", "Why.", 1)
    facts = queries.get_manifest_facts(plain)
    assert canonical_hash(manifest_of(manifest(*facts), facts[1])) == fingerprint == poll.fingerprint
    again = make_poll(group_id, facilitator, terms=Terms("irv", ("A", "B")))
    commands.cast_vote(voter, again, marks={"o2": 1})
    assert queries.get_poll(again, voter).own.marks == {"o2": 1}
