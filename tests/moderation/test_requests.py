"""A request to join is a row of the queue, answered on the group's own page, gone from the queue with its answer."""

from goforum.groups import commands as groups
from goforum.moderation import queries
from tests.factories import make_group, make_member, make_person


def test_a_request_is_a_row_until_it_is_answered(as_person, ctx):
    group = make_group(join_policy="request")
    judge, asker = make_member(group, "facilitator"), make_person(name="Asker")
    request = groups.ask_to_join(asker, group, reason="I keep the archives of my town.")
    page = as_person(judge).get("/moderation").text
    assert "archives of my town" in page
    row = queries.page_cases(judge, queries.Filters(kind="request")).items[0]
    assert "/requests" in as_person(judge).get(f"/moderation/{row.id}").text
    assert as_person(judge).post(f"/moderation/{row.id}", data={
        "version": "1", "reason": "spam", "saved_id": "0", "act": "keep"}).status_code == 422
    groups.answer_request(judge, group, request, accept=True, answer="Welcome.")
    assert queries.page_cases(judge, queries.Filters()).items == []


def test_taken_back_it_is_gone(ctx):
    group = make_group(join_policy="request")
    judge, asker = make_member(group, "facilitator"), make_person()
    groups.ask_to_join(asker, group, reason="Please.")
    groups.withdraw_request(asker, group)
    assert queries.page_cases(judge, queries.Filters()).items == []
