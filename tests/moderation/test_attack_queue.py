"""Moderation as a way to read what one may not: drafts, what was carried elsewhere, who reported; and as a burden."""

import random

import pytest

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, NotFound
from goforum.groups.commands import add_word, remove_member, set_policy
from goforum.groups.screening import Author, Policy, Word, find_words, fold_phrase, screen
from goforum.moderation import commands, jobs, queries
from goforum.moderation.queries.duplicates import Text
from goforum.proposals.commands import create_proposal
from goforum.threads import commands as threads
from goforum.threads.models import Thread
from tests.factories import make_group, make_member


@pytest.fixture
def draft(group, author):
    return create_proposal(author, group, title="Private title", body="Words of nobody else.", publish=False)


def test_a_draft_of_a_proposal_is_its_authors_alone(as_person, group, judge, reader, draft):
    for one in (judge, reader):
        browser = as_person(one)
        for answer in (browser.get(f"/report/proposal/{draft}"), browser.post(f"/report/proposal/{draft}"),
                       browser.post(f"/moderation/open/proposal/{draft}")):
            assert answer.status_code == 404
            assert "Private title" not in answer.text
    with pytest.raises(NotFound):
        commands.open_case(judge, "proposal", draft)


def test_ones_reports_show_nothing_of_a_group_one_left(as_person, ctx):
    facilitator_of = make_group(visibility="reserved", name="Quiet")
    judge = make_member(facilitator_of, "facilitator", name="Judge")
    author, reader = make_member(facilitator_of, name="Author"), make_member(facilitator_of, name="Reader")
    thread = threads.create_thread(author, facilitator_of, title="Quiet title", body="Quiet first words.")
    post = threads.reply(author, thread, body="Quiet words that were reported.")
    commands.report(reader, "post", post, reason="spam")
    assert "Quiet words" in as_person(reader).get("/moderation/about-me").text
    remove_member(judge, facilitator_of, reader)
    threads.edit_post(author, post, body="Quiet words written after they had gone.")
    page = as_person(reader).get("/moderation/about-me")
    assert page.status_code == 200
    assert "Quiet" not in page.text


def test_who_is_reported_does_not_read_in_the_log_by_whom(as_person, group, slug, judge, second, thread):
    witness = make_member(group, name="Zineb Witness")
    post = threads.reply(judge, thread, body="A facilitator's own words.")
    commands.report(witness, "post", post, reason="spam")
    for address in (f"/groups/{slug}/audit", f"/groups/{slug}/audit?by={witness}",
                    f"/groups/{slug}/audit?kind=ThingReported", f"/groups/{slug}/audit?kind=CaseOpened"):
        assert "Zineb Witness" not in as_person(judge).get(address).text
    filtered = as_person(judge).get(f"/groups/{slug}/audit?by={witness}").text
    assert "ThingReported" not in filtered
    assert "CaseOpened" not in filtered


def test_a_row_shows_nothing_of_what_was_carried_to_another_group(as_person, group, judge, reader, post, thread):
    commands.report(reader, "post", post, reason="spam")
    case = queries.find_case("report", "post", post)
    browser = as_person(judge)
    assert "casino" in browser.get(f"/moderation/{case.id}").text
    db.session.get(Thread, thread).group_id = make_group(visibility="reserved", name="Elsewhere")
    db.session.flush()
    for address in (f"/moderation/{case.id}", "/moderation", "/moderation?all=1", "/moderation/about-me"):
        assert "casino" not in browser.get(address).text


@pytest.mark.parametrize("odd", ["\u00b2:1", "1:\u00b2", "9" * 30 + ":1", "1:" + "9" * 30])
def test_odd_numbers_are_no_error(as_person, group, judge, odd):
    assert as_person(judge).post("/moderation/decide", data={"case": odd, "act": "keep"}).status_code == 303


def watched(count):
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    names = ("كلمة" + letters[n % 28] + letters[n // 28 % 28] for n in range(count))
    return [Word(n, None, name, fold_phrase(name), "hold") for n, name in enumerate(names)]


def test_many_watched_words_and_a_long_text_cost_little(calls):
    text = " ".join(["الموضوعات", "النقاش", "الحكومة", "المنفتحة", "والمواطنين"] * 500)[:20_000]
    assert calls(lambda: screen(text, policy=Policy(), words=watched(300), author=Author())) < 50 * len(text)


def test_words_are_found_as_before():
    words = [Word(1, None, "casino*", fold_phrase("casino*"), "hold"),
             Word(2, None, "mauvais mot", fold_phrase("mauvais mot"), "hold"),
             Word(3, None, "كتاب", fold_phrase("كتاب"), "mask"), Word(4, None, "Été", fold_phrase("Été"), "hold")]
    text = "Casinos, un MAUVAIS  mot; mauvais autre mot. والكتاب هنا، مكتبة. été"
    assert [(word.id, text[start:end]) for word, start, end in find_words(text, words)] == [
        (1, "Casinos"), (2, "MAUVAIS  mot"), (3, "والكتاب"), (4, "été")]




def test_long_texts_are_compared_at_little_cost(monkeypatch, calls):
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    random.seed(4)
    new, *before = (Text(number, 1, "ar", " ".join("".join(random.choices(letters, k=6)) for _ in range(2800)),
                         clock.now()) for number in range(61))
    monkeypatch.setattr(jobs, "texts_before", lambda _one: before)
    found: list[int | None] = []
    first, again = (calls(lambda: found.append(jobs.find_like(new))) for _ in range(2))
    assert found == [None, None]
    assert first < 100 * 61 * jobs.LOOK_AT
    assert again < first / 100  # the stems are kept


def test_an_edit_is_no_way_around_the_first_look(group, judge, thread, author):
    set_policy(judge, group, inherits_moderation=True, hold_links=3)
    post = threads.reply(author, thread, body="Harmless words.")
    with pytest.raises(Invalid) as refused:
        threads.edit_post(author, post, body="Buy at https://spam.example/now")
    assert "body" in refused.value.errors
    threads.edit_post(author, post, body="Harmless words, put better.")
    set_policy(judge, group, inherits_moderation=True, hold_first=3, hold_links=0)
    with pytest.raises(Invalid):
        threads.edit_post(author, post, body="Something else altogether.")
    set_policy(judge, group, inherits_moderation=True, hold_first=1, hold_links=0)
    threads.edit_post(author, post, body="Something else, now that they are known. https://example.org/a")
    set_policy(judge, group, inherits_moderation=True, hold_links=3)
    threads.edit_post(author, post, body="A link that stood already: https://example.org/a")
    threads.edit_post(judge, threads.reply(judge, thread, body="Mine"), body="https://example.org/judge")


def test_nothing_is_published_into_a_group_one_does_not_moderate(group, judge, thread, author):
    set_policy(judge, group, inherits_moderation=True, hold_first=1)
    waiting = threads.send_reply(author, thread, body="Words that wait.").waiting_id
    elsewhere = make_group(visibility="reserved", name="Elsewhere")
    db.session.get(Thread, thread).group_id = elsewhere
    db.session.flush()
    with pytest.raises(Conflict):
        threads.release_text(judge, waiting)
    assert db.session.get(Thread, thread).post_count == 1


def test_a_new_title_is_no_way_around_watched_words(group, judge, thread, reader):
    add_word(judge, group, word="casino", act="hold")
    add_word(judge, group, word="zut", act="mask")
    with pytest.raises(Invalid) as refused:
        threads.change_thread(reader, thread, title="The best CASINO", commitment_ids=())
    assert "title" in refused.value.errors
    threads.change_thread(reader, thread, title="Zut, a question", commitment_ids=())
    assert db.session.get(Thread, thread).title == "•••, a question"
    threads.change_thread(judge, thread, title="About the casino", commitment_ids=())
