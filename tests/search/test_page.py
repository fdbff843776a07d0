"""The page of search: filters as chips, groups of results, help when nothing is found, suggestions; and no word of
what its reader may not read.
"""

from datetime import timedelta

import pytest
from sqlalchemy import update

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.proposals import commands as proposals
from goforum.search import helping, queries, suggesting
from goforum.search.filters import Filters
from goforum.search.models import SearchOutbox
from goforum.threads import commands as threads
from tests.factories import make_group, make_member, make_organisation, make_person

SECRET = "quetzalcoatl"


@pytest.fixture
def group(index) -> int:
    return make_group(name="Transparence")


@pytest.fixture
def member(group) -> int:
    return make_member(group, name="Amina Alaoui")


def say(member: int, group: int, body: str, title: str = "Sujet") -> int:
    return threads.create_thread(member, group, title=title, body=body)


# Filters


def test_each_filter_narrows_and_stands_in_the_address(group, member, work, client):
    other = make_member(group, name="Karim Tazi")
    say(member, group, "Le budget de la commune est publié", "Premier")
    thread = say(other, group, "The budget of the town is published", "Second")
    threads.reply(other, thread, body="Le budget encore une fois pour la ville")
    threads.close_thread(make_member(group, role="facilitator"), thread, reason="fini")
    proposals.create_proposal(member, group, title="Budget", body="budget", publish=True)
    work()
    assert client.get("/search?q=budget").text.count("card kind") == 3  # discussions, replies, proposals
    for asked, wanted in ((Filters(author="amina"), 2), (Filters(author="@karim_tazi"), 2), (Filters(author="personne"), 0),
                          (Filters(kind="thread"), 2), (Filters(kind="thread", state="closed"), 1),
                          (Filters(lang_of="en"), 1), (Filters(since="2000-01-01"), 4), (Filters(until="2000-01-01"), 0)):
        assert queries.search(None, "budget", asked).total == wanted, asked
        query = "&".join(f"{name}={value}" for name, value in asked.args().items())
        drawn = client.get(f"/search?q=budget&{query}").text
        assert drawn.count('class="chip"') >= len(asked.args())
        assert "Remove this filter" in drawn


def test_filters_typed_among_the_words_become_chips_and_leave_the_box(group, member, work, client):
    say(member, group, "budget ouvert")
    work()
    drawn = client.get("/search", query_string={"q": "budget الكاتب: amina kind:dream"}).text
    assert 'value="budget"' in drawn
    assert "Author: <bdi>amina</bdi>" in drawn
    assert "“kind:dream” is not understood" in drawn
    assert "1 result<" in drawn


def test_an_organisation_and_a_group_are_found_by_name(group, member, work, client):
    say(member, group, "budget ouvert")
    make_organisation(name="Ministère de la Justice")
    work()
    assert "1 result<" in client.get("/search", query_string={"q": "budget groupe:transparence"}).text
    assert "is not understood" in client.get("/search", query_string={"q": "budget groupe:nulle-part"}).text
    nothing = client.get("/search", query_string={"q": "budget organisme:justice"}).text
    assert "Without the filter “Organisation”" in nothing


def test_a_filter_alone_lists_the_newest(group, member, work):
    first, second = say(member, group, "un"), say(member, group, "deux")
    work()
    found = queries.search(None, "", Filters(author="amina"))
    threads_found = [hit for hit in found.hits if hit.shelf == "thread"]
    assert [hit.passage for hit in threads_found] == ["deux", "un"], (first, second)


# Who may be found


def test_a_person_is_found_by_who_may_read_a_group_of_theirs_and_by_nobody_else(index, work):
    reserved, public = make_group(visibility="reserved"), make_group()
    hidden = make_member(reserved, name="Zoulikha Secrète")
    peer, shown = make_member(reserved), make_member(public, name="Zoulikha Publique")
    lonely = make_person(name="Zoulikha Seule")
    work()
    for asker, wanted in ((None, {shown}), (peer, {shown, hidden}), (lonely, {shown}), (make_person(admin=True), {shown})):
        found = queries.search(asker, "zoulikha")
        assert ({hit.object_id for hit in found.hits}, found.total) == (wanted, len(wanted))
        assert {one.args["person_id"] for one in suggesting.suggest(asker, "zoul")} == wanted


def test_a_handle_and_not_an_address_finds_a_person(group, work):
    make_member(group, name="Amina Alaoui", email="secretaddress@example.org")
    work()
    assert queries.search(None, "@amina_alaoui").total == 1
    assert queries.search(None, "secretaddress").total == 0


# What its reader may not read leaves no word behind


@pytest.fixture
def hidden_word(work) -> int:
    """A word that stands in a reserved group only; its member."""
    secret = make_group(visibility="reserved")
    insider = make_member(secret)
    say(insider, secret, f"parlons de {SECRET} ici", f"Titre {SECRET}")
    work()
    return insider


def test_did_you_mean_tells_no_word_of_what_may_not_be_read(hidden_word, as_person, client):
    mistyped = SECRET.replace("c", "k", 1)
    assert queries.search(hidden_word, mistyped).meant.lower() == SECRET
    assert SECRET in as_person(hidden_word).get(f"/search?q={mistyped}").text
    for stranger in (None, make_person(), make_person(admin=True)):
        found = queries.search(stranger, mistyped)
        assert (found.state, found.meant, found.hits, found.loose) == ("none", "", [], [])
    assert SECRET not in client.get(f"/search?q={mistyped}").text


def test_suggestions_and_counts_tell_nothing_either(hidden_word, client):
    assert len(suggesting.suggest(hidden_word, SECRET[:4])) == 1
    assert suggesting.suggest(None, SECRET[:4]) == []
    assert client.get(f"/search/suggest?q={SECRET[:4]}").json == []
    assert helping.fewer(None, SECRET, Filters(kind="post", lang_of="ar")) == []
    assert helping.fewer(hidden_word, SECRET, Filters(kind="proposal"))[0].total == 1


def test_what_was_just_hidden_is_suggested_to_nobody(group, work):
    facilitator = make_member(group, role="facilitator")
    thread = say(facilitator, group, "texte", "Zanzibar aujourd’hui")
    work()
    assert len(suggesting.suggest(None, "zanz")) == 1
    post = queries.search(None, "zanzibar").hits[0].object_id
    threads.delete_post(facilitator, post)
    assert suggesting.suggest(None, "zanz") == []
    assert queries.search(None, "zanzibr").meant == "", thread


# When nothing is found


def test_a_mistyped_word_is_put_right_as_texts_write_it(group, member, work, client):
    say(member, group, "نقترح تعزيز الشَّفافيّة في التدبير", "عنوان")
    say(member, group, "Une Réunion du comité", "Titre")
    work()
    assert queries.search(None, "الشفاقية").meant == "الشَّفافيّة"
    drawn = client.get("/search", query_string={"q": "réunoin"}).text
    assert "Did you mean:" in drawn
    assert ">Réunion</a>" in drawn
    assert queries.search(None, "zzzzzzzz").state == "none"


def test_fewer_filters_each_with_its_count(group, member, work, client):
    say(member, group, "budget ouvert en français pour la ville")
    work()
    drawn = client.get("/search?q=budget&kind=meeting&author=amina").text
    assert "Without the filter “Kind”" in drawn
    assert "Without the filter “Author”" not in drawn  # one less would find nothing either
    drawn = client.get("/search?q=budget&lang_of=ar").text
    assert "In Français" in drawn
    assert "lang_of=fr" in drawn


# Groups of results and pages


def test_the_best_of_each_kind_and_a_way_to_the_rest(group, member, work, client):
    thread = say(member, group, "budget un", "Budget")
    for n in range(6):
        threads.reply(member, thread, body=f"budget {n}")
    work()
    found = queries.search(None, "budget", grouped=True)
    assert dict(found.kinds) == {"thread": 1, "post": 6}
    assert [hit.shelf for hit in found.hits].count("post") == queries.OF_EACH
    drawn = client.get("/search?q=budget").text
    assert "kind=post" in drawn
    assert client.get("/search?q=budget&kind=post").text.count('class="hit"') == 6


def test_pages_by_key(group, member, work, client):
    thread = say(member, group, "début")
    for n in range(25):
        threads.reply(member, thread, body=f"palabre {n}")
    work()
    first = client.get("/search?q=palabre&sort=date").text
    assert first.count('class="hit"') == 20
    after = first.split("after=")[1].split('"')[0].replace("%3A", ":").replace("%40", "@")
    second = client.get("/search", query_string={"q": "palabre", "sort": "date", "after": after}).text
    assert second.count('class="hit"') == 5
    assert "First page" in second


# Suggestions


@pytest.mark.parametrize("typed", ["", " ", "b", "de ", "budget ", "\x00", "'" * 300, '"', "author:"])
def test_too_little_is_answered_with_nothing(group, work, client, typed):
    work()
    answer = client.get("/search/suggest", query_string={"q": typed})
    assert (answer.status_code, answer.json) == (200, [])


def test_a_suggestion_says_where_it_leads_and_is_kept_for_a_moment(group, member, work, client):
    say(member, group, "texte", "Budget <b>ouvert</b>")
    work()
    answer = client.get("/search/suggest?q=bud")
    assert [(one["kind"], one["title"]) for one in answer.json] == [("Discussions", "Budget <b>ouvert</b>")]
    assert client.get(answer.json[0]["url"], follow_redirects=True).status_code == 200
    assert "private" in answer.headers["Cache-Control"]
    again = client.get("/search/suggest?q=bud", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_suggestions_cost_the_same_however_many_there_are(group, member, work, count_statements):
    def cost(typed: str) -> int:
        with count_statements() as statements:
            suggesting.suggest(member, typed)
        return len(statements)

    say(member, group, "texte", "Budget")
    for n in range(30):
        say(member, group, "texte", f"Forêt {n}")
    work()
    assert cost("bud") == cost("for") <= 3


# The state of the index, in words


def test_an_index_that_is_behind_says_so(group, member, work, client):
    say(member, group, "budget ouvert")
    work()
    assert "catching up" not in client.get("/search?q=budget").text
    say(member, group, "autre chose")

    @command
    def long_ago() -> None:
        db.session.execute(update(SearchOutbox).values(created_at=clock.now() - timedelta(minutes=5)))

    long_ago()
    assert "catching up" in client.get("/search?q=budget").text
    work()
    assert "catching up" not in client.get("/search?q=budget").text
