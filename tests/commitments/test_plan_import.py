"""Plans are read from their JSON once and only once, each field with its source; what is unknown stays unknown."""

import copy
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

import goforum.demo
from goforum.audit.models import AuditEntry
from goforum.commitments import queries
from goforum.commitments.models import CommitmentVersion
from goforum.commitments.plan_import import import_plan
from goforum.core.db import db
from goforum.core.rules import Invalid
from goforum.organisations.models import Organisation

PLAN = json.loads((Path(goforum.demo.__file__).parent / "content" / "morocco-nap-2018-2020.json").read_text("utf-8"))


def counts():
    return [db.session.scalar(select(func.count()).select_from(t)) for t in (CommitmentVersion, Organisation, AuditEntry)]


def test_the_whole_plan_is_read_and_a_second_time_changes_nothing(ctx):
    first = import_plan(PLAN)
    assert (first.commitments, first.created) == (18, 18)
    before = counts()
    second = import_plan(copy.deepcopy(PLAN))
    assert (second.commitments, second.created) == (18, 0)
    assert counts() == before


def test_every_shown_title_says_where_it_comes_from(ctx):
    plan = queries.get_plan(import_plan(PLAN).plan_slug)
    for card in queries.list_commitments(plan.id):
        page = queries.get_commitment(card.id)
        for lang, title in card.titles.items():
            if title:
                assert page.sources[f"title_{lang}"], (card.number, lang)


def test_a_null_field_stays_unknown_and_is_no_organisation(ctx):
    plan = queries.get_plan(import_plan(PLAN).plan_slug)
    tenth = next(c for c in queries.list_commitments(plan.id) if c.number == 10)
    page = queries.get_commitment(tenth.id)
    assert page.bodies == []
    assert page.milestones == []


def test_a_corrected_file_corrects_the_text(ctx):
    slug = import_plan(PLAN).plan_slug
    changed = copy.deepcopy(PLAN)
    changed["commitments"][0]["title_fr"] = "Un titre corrigé"
    import_plan(changed)
    first = queries.list_commitments(queries.get_plan(slug).id)[0]
    assert first.titles["fr"] == "Un titre corrigé"


@pytest.mark.parametrize("document", [{}, {"plan": "P"}, {"plan": 3, "commitments": []},
                                      {"plan": "P 2018-2020", "commitments": [{"number": 1}]}])
def test_a_file_that_is_not_a_plan_is_refused_in_words(ctx, document):
    before = counts()
    with pytest.raises(Invalid):
        import_plan(document)
    db.session.rollback()
    assert counts() == before
