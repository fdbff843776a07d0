"""Everything a person may read can be found, follows what changes, and nothing else ever shows."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from goforum.commitments.commands import add_plan, put_commitment
from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.core.rules import Refused
from goforum.groups.models import Group, Membership
from goforum.meetings import commands as meetings
from goforum.meetings.commands import Invitation, Point
from goforum.minutes.commands import adopt, circulate, draft_minutes
from goforum.proposals import commands as proposals
from goforum.search import asks, jobs, labels, listeners, queries
from goforum.search import commands as search_commands
from goforum.search.documents import KINDS, SOURCES
from goforum.search.filters import KINDS as FILTER_KINDS
from goforum.search.filters import NO_FILTERS, Filters
from goforum.search.labels import KINDS as KIND_LABELS
from goforum.search.models import SearchOutbox
from goforum.threads import commands as threads
from tests.factories import make_group, make_member, make_organisation, make_person


def keys(person_id: int | None, text: str, filters: Filters = NO_FILTERS, **where) -> list[str]:
    found = queries.search(person_id, text, filters, **where)
    return [f"{hit.kind}:{hit.object_id}" for hit in found.hits]


def count(person_id: int | None, text: str, filters: Filters = NO_FILTERS, **where) -> int:
    return queries.search(person_id, text, filters, **where).total


@pytest.fixture
def group(index) -> int:
    return make_group(name="Transparence")


@pytest.fixture
def member(group) -> int:
    return make_member(group)


def open_thread(member: int, group: int, body: str, title: str = "Sujet") -> int:
    return threads.create_thread(member, group, title=title, body=body)


def plan(member: int, group: int) -> int:
    at = clock.now() + timedelta(days=7)
    return meetings.plan_meeting(
        member, group,
        Invitation(titles={"fr": "Atelier de mars", "ar": "ورشة مارس"}, starts_at=at, ends_at=at + timedelta(hours=2),
                   place="Casablanca"),
        agenda=[Point(titles={"fr": "Indicateurs propres à la société civile"})],
    )  # fmt: skip


# What is found


@pytest.mark.parametrize("asked", ["شفافية", "الشفافية", "والشَّفافيّةُ", "للشفافية"])
def test_an_arabic_post_is_found_without_the_article_and_with_it(group, member, work, asked):
    open_thread(member, group, "نقترح تعزيز الشفافية في تدبير الشأن المحلي")
    work()
    page = queries.search(None, asked)
    assert page.total == 1
    assert "<mark>الشفافية</mark>" in page.hits[0].passage


def test_every_kind_is_found_and_leads_somewhere(app, group, work, as_person):
    organiser = make_member(group, role="facilitator")
    open_thread(organiser, group, "message zanzibar")
    proposals.create_proposal(organiser, group, title="Proposition zanzibar", body="Texte", publish=True)
    meeting = meetings.plan_meeting(
        organiser, group,
        Invitation(titles={"fr": "Réunion zanzibar"}, starts_at=clock.now() + timedelta(minutes=5),
                   ends_at=clock.now() + timedelta(hours=2)),
    )  # fmt: skip
    meetings.start_meeting(organiser, meeting)
    meetings.say(organiser, meeting, text="bonjour zanzibar", client_id="a" * 20)
    plan_id = add_plan(None, name_fr="Plan")
    put_commitment(None, plan_id, number=1, title_fr="Engagement zanzibar")
    make_group(name="Groupe zanzibar")
    make_organisation(name="Association zanzibar")
    make_member(group, name="Zanzibar Example")
    minutes = draft_minutes(organiser, meeting)
    circulate(organiser, minutes, until=clock.now() + timedelta(days=2))
    work()
    assert "minutes" not in {hit.kind for hit in queries.search(organiser, "zanzibar").hits}
    with clock.frozen(clock.now() + timedelta(days=3)):
        adopt(organiser, minutes)
    work()
    page = queries.search(organiser, "zanzibar")
    assert sorted({hit.kind for hit in page.hits}) == sorted(SOURCES)
    browser = as_person(organiser)
    drawn = browser.get("/search?q=zanzibar")
    assert drawn.status_code == 200
    for hit in page.hits:
        with app.test_request_context():
            from flask import url_for

            address = url_for(hit.endpoint, **hit.args)
        assert address in drawn.text
        assert browser.get(address, follow_redirects=True).status_code == 200


def test_agenda_and_place_of_a_meeting_are_found_in_any_language(group, work):
    organiser = make_member(group, role="facilitator")
    meeting = plan(organiser, group)
    work()
    for asked in ("indicateur", "casablanca", "الورشة", "ateliers"):
        assert keys(None, asked) == [f"meeting:{meeting}"]


def test_a_title_is_found_with_the_first_post_only(group, member, work):
    thread = open_thread(member, group, "premier", title="Gouvernance des forêts")
    threads.reply(member, thread, body="second")
    work()
    assert len(keys(None, "forêt")) == 1


# What changes


def test_the_index_follows_edits_deletions_and_names(group, work):
    organiser = make_member(group, role="facilitator")
    thread = open_thread(organiser, group, "premier", title="Ancien titre")
    post = threads.reply(organiser, thread, body="mot perdu")
    work()
    assert keys(None, "perdu") == [f"post:{post}"]
    threads.edit_post(organiser, post, body="mot retrouvé")
    threads.change_thread(organiser, thread, title="Nouveau nom", commitment_ids=())
    work()
    assert (count(None, "perdu"), count(None, "retrouvé")) == (0, 1)
    assert (count(None, "ancien"), count(None, "nom")) == (0, 1)
    threads.delete_post(organiser, post)
    work()
    assert count(None, "retrouvé") == 0
    threads.restore_post(organiser, post)
    work()
    assert count(None, "retrouvé") == 1


def test_a_refused_command_leaves_no_row(group, work):
    work()
    stranger = make_person()
    work()
    with pytest.raises(Refused):
        open_thread(stranger, group, "interdit")
    assert db.session.scalar(select(func.count()).select_from(SearchOutbox)) == 0


def test_a_crash_between_index_and_outbox_only_means_twice(group, member, work, monkeypatch):
    open_thread(member, group, "écrit une fois")
    work_once = search_commands.forget
    monkeypatch.setattr(search_commands, "forget", lambda _ids: (_ for _ in ()).throw(KeyboardInterrupt))
    jobs.tick()  # builds the index
    with pytest.raises(KeyboardInterrupt):
        jobs.tick()
    assert count(None, "écrit") == 1
    monkeypatch.setattr(search_commands, "forget", work_once)
    assert work() == 1
    assert count(None, "écrit") == 1


def test_a_big_outbox_is_drained_in_pieces(group, member, work):
    thread = open_thread(member, group, "début")
    work()
    for n in range(7):
        threads.reply(member, thread, body=f"réponse numéro {n}")
    assert search_commands.drain_outbox(limit=3) == 3
    assert count(None, "réponse") == 3
    assert work() == 1
    assert count(None, "réponse") == 7


def test_a_rebuild_finds_the_same(group, member, work):
    open_thread(member, group, "une phrase")
    work()
    assert jobs.rebuild() >= 2
    assert count(None, "phrase") == 1


# Who may read


CANARY = "quetzalcoatl"


def fill(group: int, organiser: int) -> None:
    thread = open_thread(organiser, group, f"{CANARY} dans un message", title=CANARY)
    threads.reply(organiser, thread, body=CANARY)
    proposals.create_proposal(organiser, group, title=CANARY, body=CANARY, publish=True)
    meeting = meetings.plan_meeting(
        organiser, group,
        Invitation(titles={"fr": CANARY}, starts_at=clock.now() + timedelta(minutes=5),
                   ends_at=clock.now() + timedelta(hours=2)),
    )  # fmt: skip
    meetings.start_meeting(organiser, meeting)
    meetings.say(organiser, meeting, text=CANARY, client_id="c" * 20)


def test_a_reserved_group_shows_in_no_result_and_no_count_of_others(index, work, as_person):
    secret = make_group(visibility="reserved", name=CANARY)
    insider = make_member(secret, role="facilitator")
    fill(secret, insider)
    work()
    strangers = [None, make_person(), make_person(admin=True), make_member(make_group())]
    for stranger in strangers:
        assert count(stranger, CANARY) == 0
        assert queries.search(stranger, CANARY).state == "none"
        assert count(stranger, f"{CANARY} message") == 0
    assert count(insider, CANARY) == 6
    browser = as_person(strangers[1])
    slug = f"/search?q={CANARY}&group=" + db.session.scalar(select(Group.slug).where(Group.id == secret))
    assert browser.get(slug).status_code == 404
    assert browser.get(f"/search?q={CANARY}").text.count(CANARY) == browser.get("/search?q=zzzzzz").text.count("zzzzzz")


def test_who_was_taken_out_of_a_room_finds_what_is_said_there_once_it_is_over(index, work):
    group = make_group()
    organiser, member, other = make_member(group, role="facilitator"), make_member(group), make_member(group)
    meeting = meetings.plan_meeting(
        organiser, group, Invitation(titles={"fr": "Réunion"}, starts_at=clock.now() + timedelta(minutes=5),
                                     ends_at=clock.now() + timedelta(hours=2)))
    meetings.start_meeting(organiser, meeting)
    meetings.say(organiser, meeting, text=f"{CANARY} en direct", client_id="c" * 20)
    work()
    assert [count(one, CANARY) for one in (member, other)] == [1, 1]
    meetings.remove_person(organiser, meeting, member, reason="Insultes")
    assert [keys(one, CANARY) == [] for one in (member, other)] == [True, False]
    assert [count(member, CANARY, filters) for filters in (NO_FILTERS, Filters(kind="message"))] == [0, 0]
    meetings.remove_person(organiser, meeting, member, back=True)
    assert count(member, CANARY) == 1
    meetings.remove_person(organiser, meeting, member, reason="Insultes")
    meetings.end_meeting(organiser, meeting)
    assert count(member, CANARY) == 1


def test_a_members_group_is_found_by_name_and_its_words_by_members(index, work):
    closed = make_group(visibility="members", name=f"Groupe {CANARY}")
    insider = make_member(closed, role="facilitator")
    fill(closed, insider)
    work()
    assert keys(None, CANARY) == [f"group:{closed}"]
    assert count(insider, CANARY) == 6


def test_who_leaves_stops_finding_at_once(index, work):
    secret = make_group(visibility="reserved")
    insider = make_member(secret, role="facilitator")
    fill(secret, insider)
    work()
    assert count(insider, CANARY) == 5

    @command
    def leave() -> None:
        db.session.execute(delete(Membership).where(Membership.person_id == insider))

    leave()
    assert queries.search(insider, CANARY).state == "none"


def test_a_hit_that_may_not_be_read_any_more_is_not_drawn(group, member, work):
    """The index is behind: the post was hidden a moment ago and nobody has told it yet."""
    thread = open_thread(member, group, "premier")
    post = threads.reply(member, thread, body=CANARY)
    work()
    threads.delete_post(member, post)
    page = queries.search(member, CANARY)
    assert (page.total, page.hits) == (1, [])


def test_a_draft_is_its_authors_business(group, member, work):
    proposals.create_proposal(member, group, title=CANARY, body=CANARY)
    work()
    assert count(member, CANARY) == 0


def test_what_an_empty_standing_sees_is_only_open(index, member, work):
    assert asks.places(None, None) >= {"open"}
    secret = make_group(visibility="reserved")
    assert asks.places(member, secret) == frozenset()
    assert queries.search(member, "sujet", group_id=secret).total == 0


# Narrowing and pages


def test_filters_by_kind_and_group(group, work):
    organiser = make_member(group, role="facilitator")
    other = make_group(facilitator=organiser)
    open_thread(organiser, group, "forum")
    open_thread(organiser, other, "forum")
    proposals.create_proposal(organiser, group, title="Forum", body="forum", publish=True)
    work()
    assert count(None, "forum") == 3
    assert count(None, "forum", Filters(kind="proposal")) == 1
    assert count(None, "forum", group_id=other) == 1


def test_pages_and_statements(group, member, work, count_statements):
    thread = open_thread(member, group, "début")
    for n in range(49):
        threads.reply(member, thread, body=f"palabre {n}")
    work()
    seen: list[str] = []
    after = ""
    for _ in range(3):
        with count_statements() as statements:
            page = queries.search(member, "palabre", after=after)
        assert len(statements) <= 7
        seen += [hit.key for hit in page.hits]
        after = page.next_cursor
    assert after == ""
    assert len(seen) == len(set(seen)) == 49
    assert queries.search(member, "palabre", after="post:999999@60").hits == []


def test_words_not_all_together_are_loosened_and_said(group, member, work, client):
    open_thread(member, group, "budget participatif")
    work()
    page = queries.search(None, "budget zanzibar")
    assert (page.total, page.hits, len(page.loose)) == (1, [], 1)
    assert "Nothing has all these words" in client.get("/search?q=budget+zanzibar").text


def test_what_has_some_of_the_words_follows_what_has_all(group, member, work, client):
    open_thread(member, group, "budget participatif", "Tout")
    open_thread(member, group, "budget", "Partie")
    work()
    page = queries.search(None, "budget participatif")
    assert ([hit.title for hit in page.hits], [hit.title for hit in page.loose], page.total) == (["Tout"], ["Partie"], 1)
    text = client.get("/search?q=budget+participatif").text
    assert "1 result<" in text
    assert text.index("Tout</a>") < text.index("With some of the words") < text.index("Partie</a>")


# The page


def test_one_language_can_be_asked_for(group, member, work, client):
    open_thread(member, group, "Le budget de la commune est publié pour les habitants", "Le budget")
    open_thread(member, group, "The budget of the town has been published for everybody", "The budget")
    work()
    assert [hit.title for hit in queries.search(None, "budget", Filters(lang_of="en")).hits] == ["The <mark>budget</mark>"]
    text = client.get("/search?q=budget&lang_of=fr").text
    assert "1 result<" in text
    assert "lang_of=fr" in text  # the tabs keep it
    assert client.get("/search?q=budget&lang_of=xx").status_code == 200


def test_the_page_says_what_to_do_in_each_state(index, work, client):
    assert "Search is being prepared" in client.get("/search?q=budget").text
    work()
    assert client.get("/search").status_code == 200
    assert "at least two letters" in client.get("/search?q=a").text
    assert "almost every text" in client.get("/search?q=de+la").text
    nothing = client.get("/search?q=zanzibar&kind=post")
    assert "Nothing found for “zanzibar”" in nothing.text
    assert 'href="/search?q=zanzibar"' in nothing.text


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_broken_index_does_not_break_the_site(left_open, index, work, group, member, client):
    open_thread(member, group, "budget")
    work()
    for file in index._current().iterdir():
        file.write_bytes(b"")
    assert "Search is being prepared" in client.get("/search?q=budget").text
    assert client.get("/groups").status_code == 200
    assert work() >= 1
    assert "Search is being prepared" not in client.get("/search?q=budget").text
    assert count(None, "budget") == 1


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onfocus='x"])
def test_nothing_found_or_typed_is_markup(group, member, work, client, payload):
    open_thread(member, group, f"budget {payload} fin", title=f"budget {payload}"[:100])
    work()
    drawn = client.get("/search", query_string={"q": f"budget {payload}"}).text
    for raw in ("<script>alert", "<img src=x", "' onfocus='"):
        assert raw not in drawn
    assert "<mark>budget</mark>" in drawn


def test_odd_addresses(index, work, client):
    work()
    for query in ("after=x", "after=post:1@99999", "after=post:99999999999@1", "since=x", "until=2026-02-31", "commitment=x",
                  "commitment=%23999999999", "author=%00", "org=%00", "state=?", "sort=?", "kind=xyz", "q=" + "a" * 5000, "q=%00", "q=%ff", "kind=a&kind=b"):
        assert client.get(f"/search?q=budget&{query}").status_code == 200
    assert client.get("/search?q=x1&group=nowhere").status_code == 404


# Nothing forgotten


def test_each_kind_has_a_label_and_each_listener_a_kind():
    assert set(KIND_LABELS) == KINDS == set(labels.ICONS) == set(FILTER_KINDS)
    assert KINDS - {"thread"} == set(SOURCES)
    with pytest.raises(LookupError):
        search_commands.look_again("dream", [1])
    assert listeners.post_published.__name__ == "post_published"
