"""A text that waits is nowhere but with its author and the moderators, until it is published at the end of its thread."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused, TooMany
from goforum.files.models import File
from goforum.groups import commands as groups
from goforum.moderation import commands, queries
from goforum.moderation.commands import Verdict
from goforum.moderation.jobs import tidy
from goforum.search.models import SearchOutbox
from goforum.threads import commands as threads
from goforum.threads.models import Post, PostMention
from goforum.threads.queries import files_of_posts, files_of_waiting, get_head
from goforum.threads.queries.waiting import get_waiting
from tests.factories import make_member
from tests.files.conftest import upload


@pytest.fixture
def careful(group, judge, thread):
    """A group whose new people wait."""
    groups.set_policy(judge, group, inherits_moderation=True, hold_first=1)
    return group


def of_case(waiting):
    return queries.find_case("held", "waiting", waiting)


def test_it_waits_unseen_and_is_published_at_the_end(as_person, careful, slug, thread, author, reader, judge):
    mine, others = as_person(author), as_person(reader)
    before = others.get(f"/threads/{thread}").text
    answer = mine.post(f"/threads/{thread}/reply", data={"body": "My zebra words @person1", "client_key": "k1"})
    assert answer.status_code == 303
    place = answer.headers["Location"]
    assert "/waiting/" in place
    waiting = int(place.rsplit("/", 1)[1])

    assert "zebra" in mine.get(place).text
    assert "zebra" in mine.get(f"/threads/{thread}").text
    assert "zebra" in mine.get("/moderation/about-me").text
    assert others.get(place).status_code == 404
    for path in (f"/threads/{thread}", f"/groups/{slug}/threads", f"/groups/{slug}", "/", f"/threads/{thread}/fresh?after=1"):
        assert "zebra" not in others.get(path).text, path
    assert others.get(f"/threads/{thread}").text.count('class="post') == before.count('class="post')
    head = get_head(thread, reader)
    assert (head.post_count, head.participant_count) == (1, 1)
    assert db.session.scalars(select(Post.body_source).where(Post.body_source.contains("zebra"))).all() == []
    assert db.session.scalars(select(PostMention.post_id)).all() == []

    later = threads.reply(judge, thread, body="Meanwhile.")
    looked = len(db.session.scalars(select(SearchOutbox.id)).all())
    case = of_case(waiting)
    assert "zebra" in as_person(judge).get(f"/moderation/{case.id}").text
    as_person(judge).post(f"/moderation/{case.id}", data={"version": str(case.version), "reason": "other", "saved_id": "0",
                                                          "act": "publish"})
    post = db.session.get(Post, get_waiting(waiting).post_id)
    assert (post.number, post.author_id, later < post.id) == (3, author, True)
    assert "zebra" in others.get(f"/threads/{thread}").text
    assert len(db.session.scalars(select(SearchOutbox.id)).all()) == looked + 1
    assert mine.get(place).status_code == 200
    # The same form sent again is still this post.
    again = threads.send_reply(author, thread, body="My zebra words @person1", client_key="k1")
    assert again.made_id == post.id
    # One text stands: the next one does not wait.
    assert threads.send_reply(author, thread, body="Second").made_id


def test_a_first_thread_waits_whole(as_person, careful, slug, author, reader, judge):
    sent = threads.send_thread(author, careful, title="Zebra crossing", body="Where?", client_key="t1")
    assert sent.waiting_id
    assert threads.send_thread(author, careful, title="Zebra crossing", body="Where?", client_key="t1") == sent
    assert "Zebra" not in as_person(reader).get(f"/groups/{slug}/threads").text
    case = of_case(sent.waiting_id)
    commands.decide(judge, case.id, version=case.version, verdict=Verdict(act="publish"))
    assert "Zebra crossing" in as_person(reader).get(f"/groups/{slug}/threads").text


def test_refused_with_a_reason_appealed_and_published_after_all(careful, thread, author, judge, second):
    sent = threads.send_reply(author, thread, body="Words")
    case = of_case(sent.waiting_id)
    made = commands.decide(judge, case.id, version=case.version, verdict=Verdict(act="refuse", reason="off_topic"))
    assert get_waiting(sent.waiting_id).state == "refused"
    commands.appeal(author, made, words="It is about the subject.")
    appeal = queries.find_case("appeal", "decision", made)
    commands.answer_appeal(second, appeal.id, version=appeal.version, upheld=True, answer="It is.")
    assert get_waiting(sent.waiting_id).state == "published"
    assert get_head(thread, None).post_count == 2


def test_withdrawn_it_leaves_the_queue(as_person, careful, thread, author, reader, judge):
    sent = threads.send_reply(author, thread, body="Words")
    assert as_person(reader).post(f"/waiting/{sent.waiting_id}/withdraw").status_code == 404
    assert as_person(author).post(f"/waiting/{sent.waiting_id}/withdraw").status_code == 303
    assert queries.page_cases(judge, queries.Filters()).items == []
    case = of_case(sent.waiting_id)
    with pytest.raises(commands.Stale):
        commands.decide(judge, case.id, version=case.version, verdict=Verdict(act="publish"))


def test_a_thread_closed_meanwhile_takes_nothing_in(careful, thread, author, judge):
    sent = threads.send_reply(author, thread, body="Words")
    threads.close_thread(judge, thread, reason="Done.")
    case = of_case(sent.waiting_id)
    with pytest.raises(Conflict, match="closed"):
        commands.decide(judge, case.id, version=case.version, verdict=Verdict(act="publish"))
    assert queries.get_case(case.id).state == "open"


def test_doors_that_cannot_let_wait_refuse_and_lose_nothing(careful, thread, author):
    with pytest.raises(threads.MustWait):
        threads.reply(author, thread, body="Words")


def test_the_queue_is_no_place_to_fill(careful, thread, author):
    for n in range(10):
        threads.send_reply(author, thread, body=f"Words {n}")
    with pytest.raises(TooMany):
        threads.send_reply(author, thread, body="One more")


def test_words_a_group_and_the_site_watch_for(ctx, group, judge, thread, author):
    from tests.factories import make_person

    admin = make_person(admin=True)
    groups.add_word(judge, group, word="casino", act="mask")
    groups.add_word(admin, None, word="خائن", act="refuse")
    post = threads.reply(author, thread, body="Un casino ici")
    assert db.session.get(Post, post).body_source == "Un ••• ici"
    with pytest.raises(Invalid):
        threads.reply(author, thread, body="أنت والخَائن")
    with pytest.raises(Invalid):       # not through the back door either
        threads.edit_post(author, post, body="خائن")
    threads.edit_post(author, post, body="casino casino")
    assert db.session.get(Post, post).body_source == "••• •••"
    with pytest.raises(Invalid):
        groups.add_word(judge, group, word="ـــ", act="hold")
    with pytest.raises(Refused):
        groups.add_word(judge, None, word="everywhere", act="hold")
    assert groups.add_word(judge, group, word="CASINO", act="hold") == groups.add_word(judge, group, word="casino", act="hold")


def test_sent_too_fast_it_waits(as_person, group, judge, thread, author):
    groups.set_policy(judge, group, inherits_moderation=True, min_seconds=30)
    answer = as_person(author).post(f"/threads/{thread}/reply", data={"body": "Quick", "client_key": "k"})
    assert "/waiting/" in answer.headers["Location"]


def test_an_hour_has_room_for_so_many(group, judge, thread, author):
    groups.set_policy(judge, group, inherits_moderation=True, posts_an_hour=2)
    for n in range(2):
        threads.reply(author, thread, body=f"{n}")
    with pytest.raises(TooMany) as refused:
        threads.reply(author, thread, body="3")
    assert "Next one in" in str(refused.value.reason)


def test_what_moderators_removed_earns_no_trust(careful, thread, author, judge):
    sent = threads.send_reply(author, thread, body="Bad words")
    case = of_case(sent.waiting_id)
    commands.decide(judge, case.id, version=case.version, verdict=Verdict(act="publish"))
    post = get_waiting(sent.waiting_id).post_id
    threads.hide_post(judge, post, reason="spam")
    assert threads.send_reply(author, thread, body="More").waiting_id


def test_another_group_s_moderators_see_nothing(as_person, careful, thread, author):
    from tests.factories import make_group

    elsewhere = make_member(make_group(), "facilitator")
    sent = threads.send_reply(author, thread, body="Words")
    assert as_person(elsewhere).get(f"/waiting/{sent.waiting_id}").status_code == 404
    assert as_person(elsewhere).get(f"/moderation/{of_case(sent.waiting_id).id}").status_code == 404
    assert "Words" not in as_person(elsewhere).get("/moderation").text


def test_moderators_see_what_a_waiting_text_carries_and_its_files_live_as_long_as_they_may_be_needed(
        as_person, careful, thread, author, judge):
    made = [upload(author) for _ in range(3)]
    sent = threads.send_reply(author, thread, body="With a picture", file_ids=made[:2])
    case = of_case(sent.waiting_id)
    for page in (f"/moderation/{case.id}", f"/waiting/{sent.waiting_id}"):
        text = as_person(judge).get(page).text
        assert all(f"/files/{one}" in text for one in made[:2]), page
    commands.decide(judge, case.id, version=case.version, verdict=Verdict(act="refuse", reason="other", words="No"))
    idle = select(File.id).where(File.idle_since.is_not(None)).order_by(File.id)
    assert db.session.scalars(idle).all() == made[2:]
    assert tidy() == 0
    with clock.frozen(clock.now() + timedelta(days=57)):
        assert tidy() == 1
    assert db.session.scalars(idle).all() == made
    assert tidy() == 0


def test_the_files_of_a_text_that_comes_out_are_the_posts(careful, thread, author, judge):
    made = upload(author)
    sent = threads.send_reply(author, thread, body="With a picture", file_ids=[made])
    post = threads.release_text(judge, sent.waiting_id)
    assert [one.id for one in files_of_posts([post])[post]] == [made]
    assert files_of_waiting(sent.waiting_id) == []
    assert db.session.get(File, made).idle_since is None
