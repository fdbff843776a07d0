"""The queue at length: the same statements at 5 rows and 500, filters in the address, pages that do not shift."""

import re
from datetime import timedelta

import pytest

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.moderation import commands, queries
from goforum.moderation.models import Case, Report
from goforum.threads import commands as threads
from tests.factories import make_group, make_member


@command
def fill(group, author, reader, first, count, thing_ids):
    now = clock.now()
    for n in range(count):
        case = Case(kind="report", thing_kind="post", thing_id=thing_ids[n] if n < len(thing_ids) else 10**6 + first + n,
                    group_id=group, author_id=author, state="open", opened_at=now + timedelta(seconds=first + n), reports=1,
                    version=1)
        db.session.add(case)
        db.session.flush()
        db.session.add(Report(case_id=case.id, group_id=group, thing_kind="post", thing_id=case.thing_id, reporter_id=reader,
                              reason="spam", words="", at=now))


@pytest.fixture
def posts(thread, author):
    return [threads.reply(author, thread, body=f"Words {n}") for n in range(25)]


def test_the_cost_of_the_queue_does_not_grow(as_person, group, slug, thread, author, reader, judge, posts, count_statements):
    browser = as_person(judge)
    counts = []
    for first, count in ((0, 5), (5, 495)):
        fill(group, author, reader, first, count, posts[first:first + count])
        for path in ("/moderation", f"/groups/{slug}/moderation", f"/groups/{slug}/moderation/log"):
            browser.get(path)
            with count_statements() as seen:
                assert browser.get(path).status_code == 200
            counts.append(len(seen))
    assert counts[:3] == counts[3:], counts
    assert max(counts) <= 14, counts


def test_every_row_is_met_once_going_down_and_up(as_person, group, author, reader, judge, posts):
    fill(group, author, reader, 0, 47, posts)
    browser, path, met = as_person(judge), "/moderation", []
    while path:
        page = browser.get(path).text
        met.append(re.findall(r'name="case" form="many" value="(\d+):', page))
        found = re.search(r'href="([^"]+)" rel="next"', page)
        path = found and found.group(1).replace("&amp;", "&")
    assert [len(one) for one in met] == [20, 20, 7]
    flat = [int(one) for page in met for one in page]
    assert flat == sorted(set(flat))
    back = re.search(r'href="([^"]+)" rel="prev"', page).group(1).replace("&amp;", "&")
    assert re.findall(r'name="case" form="many" value="(\d+):', browser.get(back).text) == met[1]


def test_filters_are_in_the_address(as_person, group, slug, thread, post, author, reader, judge, second):
    case = commands.report(reader, "post", post, reason="spam")
    commands.take(judge, case, version=1)
    browser = as_person(judge)
    assert f"/moderation/{case}" in browser.get("/moderation?owner=me&kind=report").text
    for empty in ("owner=nobody", "kind=appeal", "state=decided"):
        assert f'href="/moderation/{case}"' not in browser.get(f"/moderation?{empty}").text
    assert browser.get("/moderation?state=odd&kind=%00&owner=1&after=x-y").status_code == 200
    late = as_person(second).post(f"/moderation/{case}/owner", data={"version": "1", "owner": "me"})
    assert late.status_code == 409
    assert "has taken the row meanwhile" in late.text
    assert as_person(judge).post(f"/moderation/{case}/owner", data={"version": "2"}).status_code == 303
    assert queries.get_case(case).owner_id is None


def test_nobody_finds_the_row_about_their_own_words(as_person, group, thread, judge, reader, second):
    own = threads.reply(judge, thread, body="Zanzibar words")
    case = commands.report(reader, "post", own, reason="spam")
    browser = as_person(judge)
    assert "Zanzibar" not in browser.get("/moderation").text
    assert browser.get(f"/moderation/{case}").status_code == 403
    assert "Zanzibar" in as_person(second).get("/moderation").text


def test_a_queue_with_nothing_in_it_says_what_comes_here(as_person, judge):
    assert "Nothing waits for a decision" in as_person(judge).get("/moderation").text


def test_new_trouble_opens_a_decided_row_again_with_its_history(group, thread, post, judge, reader, second):
    case = commands.report(reader, "post", post, reason="spam")
    commands.decide(judge, case, version=1, verdict=commands.Verdict(act="keep", reason="spam"))
    assert commands.report(reader, "post", post, reason="spam") == case
    assert queries.get_case(case).state == "decided"        # the same person says nothing new
    assert commands.report(make_member(group), "post", post, reason="attack") == case
    row = queries.get_case(case)
    assert (row.state, row.reports, row.version) == ("open", 2, 3)
    assert [one.act for one in queries.list_of_case(case)] == ["keep"]


def test_small_figures_are_not_told(as_person, group, slug, thread, author, judge, reader):
    post = threads.reply(author, thread, body="Once")
    commands.report(reader, "post", post, reason="spam")
    page = as_person(reader).get(f"/groups/{slug}/moderation/log").text
    assert "&lt; 5" in page
    posts = [threads.reply(author, thread, body=f"More {n}") for n in range(5)]
    for one in posts:
        case = commands.report(reader, "post", one, reason="spam")
        commands.decide(judge, case, version=1, verdict=commands.Verdict(act="hide", reason="spam"))
    month = queries.figures(group, __import__("zoneinfo").ZoneInfo("UTC"))[0]
    assert (month.reports, month.decided, month.appeals, month.upheld) == (6, 5, 0, 0)
    assert month.median_hours is not None


def test_too_many_reports_in_a_day_are_too_many(group, thread, author, reader):
    from goforum.core.rules import TooMany

    posts = [threads.reply(author, thread, body=f"Words {n}") for n in range(21)]
    for one in posts[:20]:
        commands.report(reader, "post", one, reason="spam")
    with pytest.raises(TooMany):
        commands.report(reader, "post", posts[20], reason="spam")


@pytest.mark.long
def test_ten_thousand_rows_cost_what_fifty_do(as_person, group, author, reader, judge, posts, count_statements):
    fill(group, author, reader, 0, 50, posts)
    browser = as_person(judge)
    browser.get("/moderation")
    with count_statements() as few:
        browser.get("/moderation")
    fill(group, author, reader, 50, 10_000, [])
    with count_statements() as many:
        assert browser.get("/moderation").status_code == 200
    assert len(many) == len(few)


def test_filters_and_settings_of_a_reserved_group_are_nobody_else_s(as_person, ctx):
    hidden = make_group(visibility="reserved")
    from goforum.groups.queries import cards

    outsider = as_person(make_member(make_group(), "facilitator"))
    for path in ("", "/log", "/settings"):
        assert outsider.get(f"/groups/{cards([hidden])[hidden].slug}/moderation{path}").status_code == 404
