"""What helps to write: names, references, quotes tied to their sources, tags, undo."""

from datetime import timedelta

import pytest

from goforum.accounts import commands as accounts
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Refused
from goforum.core.text import render_markdown
from goforum.groups.models import Group
from goforum.search.models import SearchOutbox
from goforum.threads import commands, queries
from goforum.threads.models import Post, PostMention, PostQuote, ReadingPosition, Thread
from goforum.threads.naming import name_words, typed_starts
from goforum.threads.queries import drafts as kept
from goforum.threads.queries.names import find_names, find_references
from goforum.threads.quoting import quote_of, quotes_in
from tests.factories import enter, make_group, make_member, make_organisation, make_person
from tests.threads.conftest import make_commitments, make_posts, make_thread


def slug_of(group):
    return db.session.get(Group, group).slug


@pytest.mark.parametrize(("name", "typed"), [
    ("سلمى الإدريسي", "ادري"), ("سلمى الإدريسي", "الإدر"), ("سَلْمَى الإدريسي", "سلم"), ("أحمد", "احم"), ("آمنة", "امن"),
    ("إدريس", "الادر"), ("Zoé Benali", "zoe"), ("Zoé Benali", "BÉN"), ("El Mehdi Ouazzani", "ouaz"), ("O'Brien", "bri"),
])
def test_a_name_is_found_however_it_is_typed(name, typed):
    assert any(word.startswith(start) for word in name_words([name]) for start in typed_starts(typed))


@pytest.mark.parametrize("typed", ["", "@", "  ", "_", "\u0640"])
def test_nothing_typed_finds_nobody(typed):
    assert typed_starts(typed) == []


def names(typed, group, person, visibility="public"):
    return [one.name for one in find_names(typed, group, visibility, person, "en")]


def test_members_come_first_then_people_one_can_see(group, member):
    other = make_group()
    make_member(other, name="Salah Elsewhere")
    make_person(name="Salwa Nowhere")
    assert names("sal", group, member) == ["Salma Idrissi", "Salah Elsewhere"]


def test_a_reserved_group_leaks_no_name_and_calls_no_stranger(group, member):
    hidden = make_group(visibility="reserved")
    keeper = make_member(hidden, name="Zanzibar Keeper")
    make_member(make_group(visibility="members"), name="Zanzibar Private")
    assert names("zan", group, member) == []
    assert names("zan", hidden, keeper, "reserved") == ["Zanzibar Keeper"]
    assert names("sal", hidden, keeper, "reserved") == []


def test_a_renamed_person_is_found_by_the_new_name(group, member):
    accounts.change_preferences(member, name="Youssef Amrani", language="en", zone="Africa/Casablanca")
    assert names("amr", group, member) == ["Youssef Amrani"]
    assert names("idrissi", group, member) in ([], ["Youssef Amrani"])  # the handle stays what it was


def test_an_organisation_is_offered_and_its_mandate_holders_are_told(group, member, facilitator):
    body = make_organisation(name="Transparency Office")
    speaker = make_member(group, name="Speaker")
    give_mandate(facilitator, group, speaker, body)
    found = find_names("transp", group, "public", member, "en")
    assert [(one.name, one.organisation) for one in found] == [("Transparency Office", True)]
    thread = make_thread(group, member, body=f"Dear @{found[0].handle}, an answer?")
    post = db.session.get(Post, queries.first_post_id(thread))
    assert f'href="/organisations/{found[0].handle.replace("_", "-")}"' in post.body_html
    assert {one.person_id for one in db.session.query(PostMention).filter_by(post_id=post.id)} == {speaker}


def give_mandate(actor, group, person, body):
    from datetime import date

    from goforum.groups import commands as groups

    groups.give_mandate(actor, group, person_id=person, organisation_id=body, capacity="titular",
                        college="civil_society", starts_on=date(2026, 1, 1), ends_on=None)


def test_the_door_answers_writers_only_and_costs_the_same_at_five_and_hundreds(as_person, group, member, count_statements):
    path = f"/groups/{slug_of(group)}/complete?q=@per"
    browser = as_person(member)
    counts = []
    for many in (5, 200):
        for _ in range(many):
            make_member(group)
        browser.get(path)
        with count_statements() as seen:
            answer = browser.get(path)
        counts.append(len(seen))
        assert 0 < len(answer.json) <= 8
    assert counts[1] <= counts[0], counts  # few members: others are looked for too
    assert browser.get(f"/groups/{slug_of(group)}/complete?q=").json == []
    hidden = make_group(visibility="reserved")
    assert browser.get(f"/groups/{slug_of(hidden)}/complete?q=@per").status_code == 404


def test_a_number_links_the_post_and_the_thread(group, member):
    first, second = make_commitments(2)
    thread = make_thread(group, member, body="About #2 and #99, not a#1 nor &#1; nor [#1](/x).")
    post = db.session.get(Post, queries.first_post_id(thread))
    assert f'<a href="/commitments/{second}"' in post.body_html
    assert "#99" in post.body_html
    assert queries.commitments_of([thread]) == {thread: [second]}
    reply = commands.reply(member, thread, body="Then #1.")
    commands.edit_post(member, reply, body="Then #1 and #2.")
    from goforum.threads.queries.posts import post_commitment_ids

    assert post_commitment_ids([reply]) == {reply: [first, second]}


def test_the_plan_at_hand_is_the_threads_own(group, member):
    old = make_commitments(2)
    new = make_commitments(2)  # a later plan
    plain = make_thread(group, member, body="#1")
    linked = make_thread(group, member, commitment_ids=[old[1]])
    commands.reply(member, linked, body="#1")
    assert queries.commitments_of([plain])[plain] == [new[0]]
    assert set(queries.commitments_of([linked])[linked]) == {old[0], old[1]}
    offered = find_references("1", linked, "en")
    assert offered[0].put == "#1"
    assert offered[1].put.endswith("/1")
    spelt = make_thread(group, member, body=f"See {find_references('1', None, 'en')[1].put}.")
    assert queries.commitments_of([spelt])[spelt] == [old[0]]


def test_commitments_are_offered_by_a_word_of_their_title(group, member):
    make_commitments(3)
    assert [one.name for one in find_references("prom", None, "en")][:1] == ["1. Promise 1"]
    assert find_references("zzz", None, "en") == []


@pytest.mark.parametrize("source", ["#7", "# 7", "#", "#abc", "##7", "a#7", "#12345", "`#7`", "#7/8"])
def test_without_a_plan_nothing_is_a_reference(source):
    assert 'href="/commitments' not in render_markdown(source).html


def test_a_preview_says_what_would_be_linked(as_person, group, member):
    make_commitments(1)
    answer = as_person(member).post(f"/groups/{slug_of(group)}/preview", data={"body": "**Look** at #1"})
    assert "<strong>Look</strong>" in answer.text
    assert "1. Promise 1" in answer.text


def quoting(member, thread, source, words=None):
    row = queries.get_post(source)
    text = quote_of(row, "Salma") if words is None else f"> [Salma](/posts/{source})\n>\n> {words}\n\n"
    return commands.reply(member, thread, body=f"{text}So be it.")


def state(post):
    from goforum.threads.queries.quotes import quotes_of

    return [one.state for one in quotes_of([post]).get(post, [])]


def test_a_quote_knows_its_source_and_what_became_of_it(as_person, member, facilitator, thread):
    source = commands.reply(member, thread, body="The budget must be **published** in March.")
    whole, part = quoting(facilitator, thread, source), quoting(facilitator, thread, source, "must be published")
    made_up = quoting(facilitator, thread, source, "must be kept secret")
    assert (state(whole), state(part), state(made_up)) == ([""], [""], ["changed"])
    page = as_person(facilitator).get(f"/threads/{thread}").text
    assert page.count("<cite>") == 3
    assert page.count("The source has changed since") == 1
    commands.edit_post(member, source, body="The budget must be published in April.")
    assert (state(whole), state(part), state(made_up)) == (["changed"], [""], ["changed"])
    commands.edit_post(member, source, body="The budget must be published in March.")
    assert state(whole) == [""]
    commands.delete_post(member, source)
    assert "The source was deleted by its author" in as_person(facilitator).get(f"/threads/{thread}").text
    commands.restore_post(member, source)
    assert state(whole) == [""]


def test_a_thread_elsewhere_that_quotes_is_drawn_anew(group, member, thread):
    source = commands.reply(member, thread, body="Said here.")
    other = make_thread(group, member)
    quoting(member, other, source)
    before = queries.get_head(other, None).version
    commands.delete_post(member, source)
    assert queries.get_head(other, None).version > before


def test_what_stands_in_a_reserved_group_is_tied_to_nothing_outside(group, member):
    hidden = make_group(visibility="reserved")
    enter(member, hidden)
    secret = queries.first_post_id(make_thread(hidden, member, body="Said in confidence."))
    quoting(member, make_thread(group, member), secret)
    assert db.session.query(PostQuote).count() == 0


@pytest.mark.parametrize(("source", "found"), [
    ("> [A](/posts/1)\n>\n> words", [1]), ("> [A](/posts/1)\n> words\n\nmine\n\n> [B \\] C](/posts/2)\n> more", [1, 2]),
    ("[A](/posts/1)\n> words", []), ("> words of nobody", []), ("> [A](/posts/1)", []), ("> [A](/posts/99999999999)\n> w", []),
    ("> [A](/posts/1)\n> a\n> [B](/posts/2)\n> b", [1, 2]),
])
def test_quotes_are_found_in_a_text(source, found):
    assert [one.post_id for one in quotes_in(source)] == found


def test_a_reply_says_what_it_is(as_person, member, facilitator, thread):
    browser = as_person(member)
    for tag, words in (("for", "Yes."), ("for", "Surely."), ("against", "No."), ("question", "When?"), ("", "Hm.")):
        assert browser.post(f"/threads/{thread}/reply", data={"body": words, "tag": tag}).status_code == 303
    text = browser.get(f"/threads/{thread}").text
    for words in ("2 for", "1 against", "1 question"):
        assert f">{words}</a>" in text
    tagged = browser.get(f"/threads/{thread}/tagged/for").text
    assert "Yes." in tagged
    assert "Surely." in tagged
    assert "No." not in tagged
    assert browser.get(f"/threads/{thread}/tagged/other").status_code == 404
    assert browser.post(f"/threads/{thread}/reply", data={"body": "x", "tag": "other"}).status_code == 422
    assert "No reply says this" in browser.get(f"/threads/{thread}/tagged/information").text


def test_tagged_replies_cost_the_same_statements(as_person, member, thread, count_statements):
    browser = as_person(member)
    counts = []
    for many in (3, 40):
        for number in range(many):
            commands.reply(member, thread, body=f"Yes {number}", tag="for")
        browser.get(f"/threads/{thread}/tagged/for")
        with count_statements() as seen:
            text = browser.get(f"/threads/{thread}/tagged/for").text
        counts.append(len(seen))
    assert counts[0] == counts[1], counts
    assert 'rel="next"' in text


def test_undoing_leaves_nothing_but_the_text(as_person, member, facilitator, thread, group):
    make_posts(thread, facilitator, 2)
    commitment = make_commitments(1)[0]
    before = queries.get_head(thread, None)
    browser = as_person(member)
    sent = {"body": f"Hasty words for @{handle_of(facilitator)}", "tag": "for", "commitments": commitment}
    browser.post(f"/threads/{thread}/reply", data=sent)
    post = db.session.query(Post).filter_by(thread_id=thread, author_id=member).order_by(Post.id.desc()).first().id
    commands.save_positions({(facilitator, thread): 4})
    told = browser.get(f"/threads/{thread}").text
    assert f'action="/posts/{post}/undo"' in told
    answer = browser.post(f"/posts/{post}/undo", follow_redirects=True)
    assert "Its text is in the form again" in answer.text
    assert "Hasty words" in answer.text
    db.session.expire_all()
    after = queries.get_head(thread, None)
    assert (after.post_count, after.participant_count, after.last_post_at) == (
        before.post_count, before.participant_count, before.last_post_at)
    assert db.session.get(Post, post) is None
    assert db.session.query(PostMention).filter_by(post_id=post).count() == 0
    assert queries.commitments_of([thread]) == {}
    assert kept.find_draft(member, f"reply:{thread}").extra["tag"] == "for"
    # Whoever had seen it has not read the next post of that number.
    assert db.session.query(ReadingPosition).filter_by(person_id=facilitator, thread_id=thread).one().last_number == 3
    assert db.session.query(SearchOutbox).filter_by(kind="post", object_id=post).count() >= 1
    commands.reply(member, thread, body="Better words")
    assert queries.get_head(thread, None).post_count == before.post_count + 1


def handle_of(person):
    from goforum.accounts.queries import get_person

    return get_person(person).handle


def test_undoing_a_thread_takes_it_away(as_person, member, group):
    browser = as_person(member)
    path = f"/groups/{slug_of(group)}/threads/new"
    browser.post(path, data={"title": "Too soon", "body": "First."})
    thread = db.session.query(Thread).filter_by(title="Too soon").one().id
    browser.get(f"/threads/{thread}")
    answer = browser.post(f"/posts/{queries.first_post_id(thread)}/undo", follow_redirects=True)
    assert answer.request.path == path
    assert "Too soon" in answer.text
    assert browser.get(f"/threads/{thread}").status_code == 404


def test_undoing_comes_too_late_and_never_for_another(member, facilitator, thread):
    post = commands.reply(member, thread, body="Words")
    with pytest.raises(Refused):
        commands.undo_post(facilitator, post)
    with clock.frozen(clock.now() + timedelta(seconds=30)), pytest.raises(Conflict):
        commands.undo_post(member, post)


def test_what_was_answered_meanwhile_leaves_its_place(member, facilitator, thread):
    post = commands.reply(member, thread, body="Hasty")
    commands.reply(facilitator, thread, body="I saw that")
    commands.undo_post(member, post)
    assert db.session.get(Post, post).deleted_at is not None
    assert kept.find_draft(member, f"reply:{thread}").body == "Hasty"


def test_deleting_offers_to_take_it_back(as_person, member, thread):
    post = commands.reply(member, thread, body="Words")
    browser = as_person(member)
    text = browser.post(f"/posts/{post}/delete", follow_redirects=True).text
    assert f'action="/posts/{post}/restore" data-undo' in text
