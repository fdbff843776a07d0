"""Drafts: one row a place, numbered; posting empties it; nobody else's, and never in the way of the thread."""

import threading
from datetime import timedelta

import pytest

from goforum.audit.models import AuditEntry
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.groups.models import Group
from goforum.threads import commands, queries
from goforum.threads.commands.drafts import MAX_DRAFT
from goforum.threads.models import Draft
from goforum.threads.queries import drafts as kept
from tests.factories import make_group, make_member, make_person
from tests.threads.conftest import make_commitments, make_thread


def save(person, place, body, **more):
    return commands.save_draft(person, place, body=body, **{"owner": "page-a", "step": 1, **more})


@pytest.fixture
def place(thread):
    return f"reply:{thread}"


def alive(person, place):
    found = kept.find_draft(person, place)
    return found.body if found is not None and found.alive else None


def test_each_save_has_the_next_number(member, place):
    assert save(member, place, "one").sequence == 1
    assert save(member, place, "one two", expected=1, step=2).sequence == 2
    assert alive(member, place) == "one two"


def test_a_second_tab_learns_what_it_missed(member, place):
    save(member, place, "from the first")
    answer = save(member, place, "from the second", owner="page-b")
    assert answer.missed.body == "from the first"
    assert alive(member, place) == "from the first"
    assert save(member, place, "from the second", owner="page-b", step=2, force=True).missed is None
    assert alive(member, place) == "from the second"


def test_a_save_whose_answer_was_lost_is_no_conflict_with_oneself(member, place):
    save(member, place, "one")
    assert save(member, place, "one two", expected=0, step=2).missed is None
    assert alive(member, place) == "one two"


def test_an_older_save_that_arrives_late_changes_nothing(member, place):
    save(member, place, "newer", step=5)
    save(member, place, "older", step=4)
    assert alive(member, place) == "newer"


def test_the_same_text_from_elsewhere_is_no_conflict(member, place):
    save(member, place, "the same")
    assert save(member, place, "the same", owner="page-b").missed is None


def test_posting_empties_the_draft_and_stale_copies_die(member, thread, place):
    save(member, place, "A reply that is long enough")
    post = commands.reply(member, thread, body="A reply that is long enough", client_key="key")
    assert alive(member, place) is None
    back = save(member, place, "A reply that is long enough", expected=1, step=9)
    assert back.posted
    assert alive(member, place) is None
    stale = save(member, place, "Another text of an old tab", expected=1, owner="page-b")
    assert stale.missed is not None
    assert not stale.missed.alive
    assert kept.find_draft(member, place).posted_id == post


def test_a_page_the_back_button_brought_back_does_not_revive_what_was_posted(member, thread, place):
    commands.reply(member, thread, body="Posted words", client_key="key")
    fresh = kept.find_draft(member, place).sequence
    assert save(member, place, "Posted words", expected=fresh).posted
    assert alive(member, place) is None
    assert save(member, place, "New words", expected=fresh).missed is None


def test_two_tabs_that_post_the_same_draft_post_it_once(member, thread, facilitator):
    first = commands.reply(member, thread, body="The same long draft, twice", client_key="tab one")
    commands.reply(facilitator, thread, body="Somebody else meanwhile")
    assert commands.reply(member, thread, body="The same long draft, twice", client_key="tab two") == first
    assert commands.reply(member, thread, body="I agree.", client_key="a") != commands.reply(
        facilitator, thread, body="No.") != commands.reply(member, thread, body="I agree.", client_key="b")
    assert queries.get_head(thread, None).post_count == 6


def test_refused_posting_keeps_the_draft(member, thread, place):
    save(member, place, "half")
    with pytest.raises(Invalid):
        commands.reply(member, thread, body="x" * 30_000)
    assert alive(member, place) == "half"


def test_too_long_to_be_posted_is_not_too_long_to_be_kept(member, place):
    assert save(member, place, "x" * 30_000).sequence == 1
    with pytest.raises(Invalid):
        save(member, place, "x" * (MAX_DRAFT + 1), expected=1)


@pytest.mark.parametrize("where", ["reply:999999", "reply:x", "elsewhere:1", "", "reply:99999999999", "edit:999999"])
def test_a_place_that_is_none_is_not_found(member, where):
    with pytest.raises(NotFound):
        save(member, where, "words")


def test_where_one_may_not_write_one_has_no_draft(thread, place):
    with pytest.raises(Refused):
        save(make_person(), place, "words")
    hidden = make_group(visibility="reserved")
    secret = make_thread(hidden, make_member(hidden))
    for where in (f"reply:{secret}", f"thread:{hidden}", f"edit:{queries.first_post_id(secret)}"):
        with pytest.raises(NotFound):
            save(make_person(), where, "words")


def test_a_closed_thread_still_keeps_what_was_being_written(member, thread, facilitator, place):
    commands.close_thread(facilitator, thread, reason="Done.")
    assert save(member, place, "too late, but mine").sequence == 1


def test_saving_touches_nothing_but_the_draft(member, thread, place, count_statements):
    version = queries.get_head(thread, None).version
    lines = db.session.query(AuditEntry).count()
    save(member, place, "one")
    db.session.rollback()
    with count_statements() as seen:
        save(member, place, "two", expected=1, step=2)
    assert len([one for one in seen if one.startswith(("INSERT", "UPDATE"))]) == 1
    assert len(seen) <= 4, seen
    assert queries.get_head(thread, None).version == version
    assert db.session.query(AuditEntry).count() == lines


def test_one_person_keeps_at_most_so_many(member, group, monkeypatch):
    monkeypatch.setattr("goforum.threads.commands.drafts.MOST_DRAFTS", 2)
    threads = [make_thread(group, member) for _ in range(3)]
    for one in threads[:2]:
        save(member, f"reply:{one}", "words")
    with pytest.raises(Invalid):
        save(member, f"reply:{threads[2]}", "words")
    assert save(member, f"reply:{threads[0]}", "more", expected=1, step=2).missed is None


def test_thrown_away_and_had_back(as_person, member, thread, place):
    save(member, place, "Words to keep")
    draft = kept.find_draft(member, place).id
    browser = as_person(member)
    assert "Words to keep" in browser.get("/drafts").text
    answer = browser.post(f"/drafts/{draft}/discard", follow_redirects=True)
    assert "Words to keep" not in answer.text
    assert f"/drafts/{draft}/recover" in answer.text
    browser.post(f"/drafts/{draft}/recover")
    assert alive(member, place) == "Words to keep"
    assert as_person(make_member(make_group())).post(f"/drafts/{draft}/discard").status_code == 404


def test_what_was_thrown_away_is_gone_after_a_day(member, thread, place, group):
    save(member, place, "Old words")
    other = f"thread:{group}"
    save(member, other, "Other words", expected=1)  # the thread there was written under the number before
    old, new = kept.find_draft(member, place).id, kept.find_draft(member, other).id
    commands.discard_draft(member, old)
    with clock.frozen(clock.now() + timedelta(days=2)):
        commands.discard_draft(member, new)
        with pytest.raises(Conflict):
            commands.recover_draft(member, old)
    assert db.session.get(Draft, old) is None


def test_the_list_costs_the_same_with_one_and_with_many(as_person, member, group, count_statements):
    browser = as_person(member)
    counts = []
    for many in (3, 60):
        for number in range(many):
            save(member, f"reply:{make_thread(group, member)}", f"Words {number}")
        with count_statements() as seen:
            assert browser.get("/drafts").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1], counts


def test_a_place_one_can_no_longer_read_gives_the_words_back_and_no_name(as_person, ctx):
    hidden = make_group(visibility="reserved", name="Zanzibar")
    member = make_member(hidden)
    secret = make_thread(hidden, member, title="Zanzibar secret")
    save(member, f"reply:{secret}", "My own words")
    from goforum.groups.models import Membership

    db.session.query(Membership).filter_by(person_id=member).update({"ended_at": clock.now()})
    db.session.commit()
    text = as_person(member).get("/drafts").text
    assert "My own words" in text
    assert "Zanzibar" not in text


def test_the_form_begins_with_the_draft_whoever_drew_it_before(as_person, member, thread, place):
    commitments = make_commitments()
    other = make_member(queries.get_head(thread, None).group_id)
    path = f"/threads/{thread}"
    as_person(other).get(path)
    save(member, place, "Begun <elsewhere>", extra={"key": "first-key", "tag": "against", "commitments": commitments[:1]})
    text = as_person(member).get(path).text
    assert "Begun &lt;elsewhere&gt;" in text
    assert 'value="first-key"' in text
    assert 'selected value="against"' in text
    assert "Begun" not in as_person(other).get(path).text


def test_a_changed_draft_is_a_changed_page(as_person, member, thread, place):
    browser = as_person(member)
    browser.get(f"/threads/{thread}")  # sets the cookie of the stylesheet
    browser.get(f"/threads/{thread}")
    tag = browser.get(f"/threads/{thread}").headers["ETag"]
    assert browser.get(f"/threads/{thread}", headers={"If-None-Match": tag}).status_code == 304
    save(member, place, "Begun elsewhere")
    assert browser.get(f"/threads/{thread}", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("where", ["reply", "new", "edit"])
def test_without_scripts_a_button_keeps_the_draft(as_person, member, group, thread, where):
    slug = db.session.get(Group, group).slug
    post = queries.first_post_id(thread)
    path = {"reply": f"/threads/{thread}/reply", "new": f"/groups/{slug}/threads/new", "edit": f"/posts/{post}/edit"}[where]
    page = {"reply": f"/threads/{thread}", "new": path, "edit": path}[where]
    browser = as_person(member)
    if where == "new":
        browser = as_person(make_member(group))
    sent = {"title": "A title", "body": "Half a text", "keep": "1", "sequence": "0", "revision": "0"}
    assert browser.post(path, data=sent).status_code == 303
    assert "Half a text" in browser.get(page).text
    # Another window that does not know of it is shown both, and decides by saving again.
    again = browser.post(path, data={**sent, "body": "Another half"})
    assert again.status_code == 422
    assert "Half a text" in again.text
    assert "Another half" in again.text
    assert browser.post(path, data={**sent, "body": "Another half", "sequence": "1"}).status_code == 303
    assert "Another half" in browser.get(page).text


def test_saving_by_script(as_person, member, thread, place):
    browser = as_person(member)
    sent = {"place": place, "body": "Typed\0 so far", "sequence": "0", "owner": "a", "step": "1", "tag": "question",
            "client_key": "k"}
    first = browser.post("/drafts", data=sent)
    assert first.json["sequence"] == 1
    second = browser.post("/drafts", data={**sent, "body": "Other", "owner": "b"})
    assert second.status_code == 409
    assert second.json["body"] == "Typed so far"
    assert "Typed so far" in second.json["html"]
    assert browser.post("/drafts", data={**sent, "place": "reply:1x"}).status_code == 404
    assert browser.post("/drafts", data=sent, csrf=False).status_code == 400


@pytest.mark.race
def test_ten_devices_at_once_leave_one_draft_and_tell_the_others(app, committed, ctx):
    group = make_group()
    person = make_member(group)
    place = f"thread:{group}"
    db.session.remove()
    told = []

    def one(number):
        with app.app_context():
            told.append(save(person, place, f"device {number}", owner=f"page-{number}").missed is not None)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(told) == [False] + [True] * 9
    assert kept.count_drafts(person) == 1


def test_a_proposal_has_drafts_too(as_person, member, group):
    slug = db.session.get(Group, group).slug
    browser = as_person(member)
    sent = {"place": f"newproposal:{group}", "title": "To decide", "body": "Half a measure", "sequence": "0", "step": "1"}
    assert browser.post("/drafts", data=sent).json["sequence"] == 1
    page = browser.get(f"/proposals/new?group={slug}").text
    assert "Half a measure" in page
    assert "To decide" in browser.get("/drafts").text
    made = browser.post(f"/proposals/new?group={slug}", data={"title": "To decide", "body": "A measure", "act": "publish"})
    assert alive(member, f"newproposal:{group}") is None
    number = made.headers["Location"].rpartition("/")[2]
    assert browser.post("/drafts", data={**sent, "place": f"proposal:{number}"}).json["sequence"] == 1
    assert "Half a measure" in browser.get(f"/proposals/{number}/edit").text
    assert as_person(make_person()).post("/drafts", data={**sent, "place": f"proposal:{number}"}).status_code == 403
