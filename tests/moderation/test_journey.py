"""A moderator's day through the doors, without scripts: report, queue, decision, letter, appeal, answer."""

import re

from sqlalchemy import select

from goforum.core.db import db
from goforum.core.outbox import MailOutbox, draw_mail, lease_mail
from goforum.moderation import queries
from goforum.moderation.models import Case
from tests.moderation.conftest import hide


def the_case():
    return db.session.scalars(select(Case.id).order_by(Case.id.desc())).first()


def mails():
    return [(m.to_address, m.template) for m in db.session.scalars(select(MailOutbox).order_by(MailOutbox.id))
            if m.template.startswith("moderation/")]


def test_from_a_report_to_an_upheld_appeal(as_person, thread, post, author, reader, judge, second, slug):
    seen = as_person(reader)
    assert f"/report/post/{post}" in seen.get(f"/threads/{thread}").text
    assert "casino chips" in seen.get(f"/report/post/{post}").text
    answer = seen.post(f"/report/post/{post}", data={"reason": "spam", "words": "Advertising again."})
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/posts/{post}")
    assert "being looked at" in seen.get("/moderation/about-me").text

    moderator = as_person(judge)
    queue = moderator.get("/moderation").text
    assert "casino chips" in queue
    assert "Advertising or spam" in queue
    case = the_case()
    page = moderator.get(f"/moderation/{case}").text
    assert "Advertising again." in page
    assert 'value="spam" selected' in page or 'selected value="spam"' in page
    done = moderator.post(f"/moderation/{case}", data={
        "version": "1", "reason": "spam", "saved_id": "0", "words": "Ici on ne vend rien.", "act": "hide"})
    assert done.status_code == 303
    assert "casino chips" not in seen.get(f"/threads/{thread}").text
    assert "hidden by moderators" in seen.get(f"/threads/{thread}").text
    assert "moderators acted" in seen.get("/moderation/about-me").text

    assert mails()[-1][1] == "moderation/decision"
    mail = draw_mail(lease_mail()[-1], "site@example.org", "http://localhost").get_content()
    assert "Ici on ne vend rien." in mail
    assert "Publicité ou spam" in mail  # in the author's language
    assert "casino" not in mail
    assert "Fatima" not in mail

    theirs = as_person(author)
    decision = re.search(r"/decisions/(\d+)", theirs.get("/moderation/about-me").text).group(1)
    page = theirs.get(f"/decisions/{decision}").text
    assert "Ici on ne vend rien." in page
    assert "Fatima" not in page
    assert theirs.post(f"/decisions/{decision}/appeal", data={"words": "C'était une citation."}).status_code == 303

    appeal = the_case()
    assert moderator.get(f"/moderation/{appeal}").status_code == 200  # may look…
    refused = moderator.post(f"/moderation/{appeal}", data={"version": "1", "words": "No.", "act": "dismiss"})
    assert refused.status_code == 403  # …but somebody else answers
    other = as_person(second)
    assert "une citation" in other.get(f"/moderation/{appeal}").text
    assert other.post(f"/moderation/{appeal}", data={
        "version": "1", "words": "Vous avez raison.", "act": "uphold"}).status_code == 303
    assert "casino chips" in seen.get(f"/threads/{thread}").text
    assert "Vous avez raison." in theirs.get(f"/decisions/{decision}").text
    assert [template for _to, template in mails()] == ["moderation/decision", "moderation/reversal"]

    log = as_person(reader).get(f"/groups/{slug}/moderation/log").text
    assert "appeal upheld" in log
    for personal in ("Salma", "Fatima", "casino", "vend rien", "citation"):
        assert personal not in log


def test_the_second_of_two_moderators_learns_who_did_what_and_undoes_nothing(as_person, post, reader, judge, second):
    as_person(reader).post(f"/report/post/{post}", data={"reason": "spam"})
    case = the_case()
    form = {"version": "1", "reason": "spam", "saved_id": "0"}
    assert as_person(judge).post(f"/moderation/{case}", data={**form, "act": "hide"}).status_code == 303
    late = as_person(second).post(f"/moderation/{case}", data={**form, "act": "keep"})
    assert late.status_code == 409
    assert "Another moderator was first" in late.text
    assert "Fatima Alami" in late.text
    assert "hidden" in late.text
    assert [made.act for made in queries.list_of_case(case)] == ["hide"]


def test_many_rows_in_three_taps_each_judged_by_itself(as_person, thread, author, reader, judge, second):
    from goforum.moderation import commands
    from goforum.threads import commands as threads

    posts = [threads.reply(author, thread, body=f"Noise {n}") for n in range(3)]
    own = threads.reply(judge, thread, body="The judge's own words")
    cases = [commands.report(reader, "post", one, reason="off_topic") for one in (*posts, own)]
    commands.decide(second, cases[2], version=1, verdict=commands.Verdict(act="keep", reason="off_topic"))
    answer = as_person(judge).post("/moderation/decide", data={
        "case": [f"{one}:1" for one in cases], "act": "hide", "reason": "", "back": "/moderation"},
        follow_redirects=True)
    assert "2 rows decided" in answer.text
    assert "decided by another moderator" in answer.text
    assert "1 row was left" in answer.text
    states = queries.things(("post", one) for one in (*posts, own))
    assert [states["post", one].hidden for one in (*posts, own)] == [True, True, False, False]


def test_a_wrong_answer_keeps_what_was_typed(as_person, post, reader, judge):
    seen = as_person(reader)
    answer = seen.post(f"/report/post/{post}", data={"reason": "other", "words": ""})
    assert answer.status_code == 422
    assert "Say in a sentence" in answer.text
    seen.post(f"/report/post/{post}", data={"reason": "spam"})
    answer = as_person(judge).post(f"/moderation/{the_case()}", data={
        "version": "1", "reason": "other", "saved_id": "0", "words": "", "act": "hide", "measure": "silence",
        "days": "0"})
    assert answer.status_code == 422
    assert "will read your reason" in answer.text
    assert "A number from 1 to" in answer.text


def test_reporting_twice_is_one_report_and_three_people_are_one_row(as_person, post, group, reader, judge, author):
    from tests.factories import make_member

    for _ in range(2):
        as_person(reader).post(f"/report/post/{post}", data={"reason": "spam"})
    for _ in range(2):
        as_person(make_member(group)).post(f"/report/post/{post}", data={"reason": "attack"})
    rows = queries.page_cases(judge, queries.Filters()).items
    assert [(row.reports, row.state) for row in rows] == [(3, "open")]
    assert queries.reasons_of([rows[0].id])[rows[0].id] == [("attack", 2), ("spam", 1)]
    assert as_person(author).get(f"/report/post/{post}").status_code == 403


def test_an_edit_by_moderators_is_visible_and_an_appeal_gives_the_words_back(
        as_person, client, thread, post, author, judge, second, reader):
    from goforum.moderation import commands

    case = commands.open_case(judge, "post", post)
    made = commands.decide(judge, case, version=1, verdict=commands.Verdict(
        act="edit", reason="private", body="Buy [number removed].", revision=0, words="A number."))
    page = as_person(second).get(f"/threads/{thread}").text
    assert "edited by moderators" in page
    assert "number removed" in page
    history = f"/posts/{post}/history"
    for one in (author, judge):
        assert "casino chips" in as_person(one).get(history).text
    for browser in (client, as_person(reader)):  # what was taken out is not told by the history, nor by its differences
        text = browser.get(history).text
        assert "casino chips" not in text
        assert "shown to its author and to the facilitators only" in text
        assert "<del>" not in text
    commands.appeal(author, made, words="It was public.")
    appeal = queries.find_case("appeal", "decision", made)
    commands.answer_appeal(second, appeal.id, version=appeal.version, upheld=True, answer="True.")
    page = as_person(second).get(f"/threads/{thread}").text
    assert "Buy casino chips now." in page
    assert "edited by moderators" not in page


def test_what_moderators_removed_says_so_and_its_author_cannot_bring_it_back(as_person, thread, post, author, judge):
    from goforum.moderation import commands

    case = commands.open_case(judge, "post", post)
    commands.decide(judge, case, version=1, verdict=commands.Verdict(act="delete", reason="spam"))
    assert "was removed by moderators" in as_person(judge).get(f"/threads/{thread}").text
    assert as_person(author).post(f"/posts/{post}/restore").status_code == 403
    made = queries.list_of_case(case)[0]
    assert as_person(judge).post(f"/decisions/{made.id}/reverse").status_code == 303
    assert "Buy casino chips now." in as_person(author).get(f"/threads/{thread}").text


def test_a_hidden_thread_is_gone_for_readers_and_back_after_undo(as_person, thread, reader, judge, author, slug):
    made = hide(judge, "thread", thread)
    for path in (f"/threads/{thread}", f"/report/thread/{thread}"):
        assert as_person(author).get(path).status_code == 404
    assert "A question" not in as_person(author).get(f"/groups/{slug}/threads").text
    assert as_person(judge).get(f"/threads/{thread}").status_code == 200
    as_person(judge).post(f"/decisions/{made}/reverse")
    assert as_person(author).get(f"/threads/{thread}").status_code == 200


def test_a_proposal_and_a_message_are_judged_alike(as_person, group, author, reader, judge):
    from datetime import timedelta

    from goforum.core import clock
    from goforum.meetings import commands as meetings
    from goforum.meetings.commands import Invitation
    from goforum.moderation import commands
    from goforum.proposals import commands as proposals

    proposal = proposals.create_proposal(author, group, title="Casino for all", body="Chips.", publish=True)
    made = hide(judge, "proposal", proposal)
    assert as_person(reader).get(f"/proposals/{proposal}").status_code == 404
    assert "Casino for all" not in as_person(reader).get("/proposals").text
    commands.reverse(judge, made)
    assert as_person(reader).get(f"/proposals/{proposal}").status_code == 200

    now = clock.now()
    meeting = meetings.plan_meeting(judge, group, Invitation(
        titles={"en": "M"}, starts_at=now, ends_at=now + timedelta(hours=1), form="remote"), agenda=[])
    meetings.start_meeting(judge, meeting)
    said = meetings.say(author, meeting, text="Cheap chips", client_id="chips-one")
    case = commands.report(reader, "message", said.message_id, reason="spam")
    made = commands.decide(judge, case, version=1, verdict=commands.Verdict(act="delete", reason="spam"))
    assert "Cheap chips" not in as_person(reader).get(f"/meetings/{meeting}/room").text
    assert "Cheap chips" in as_person(judge).get(f"/moderation/{case}").text
    commands.reverse(judge, made)
    assert "Cheap chips" in as_person(reader).get(f"/meetings/{meeting}/room").text
