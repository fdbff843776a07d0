"""What the content files promise: sources for facts, marks on examples, three languages, one order of time."""

import json
import re
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from goforum.core.language import guess_language
from goforum.demo import content

pytestmark = pytest.mark.once

NOW = datetime(2026, 3, 4, 0, 30, tzinfo=UTC)
FILES = sorted(one.name for one in (files("goforum.demo") / "content").iterdir() if one.name.endswith(".json"))
DEBATES = [thread for name in content.THREADS for thread in content.read(name)["threads"]]
PROPOSALS = content.read("proposals.json")["proposals"]
PEOPLE = {one["key"]: one for one in content.read("people.json")["people"]}
GROUPS = {one["key"]: one for one in content.read("groups.json")["groups"]}
MEETINGS = content.read("meetings.json")["meetings"]
PLAN = content.read(content.PLAN)
WRITERS = {"member", "facilitator", "secretary"}
ITK = ("réalisé par", "تم إنجاز", "السيد ")


def contributions():
    for thread in DEBATES:
        for post in thread["posts"]:
            yield thread["group"], post
    for proposal in PROPOSALS:
        for post in proposal["comments"]:
            yield proposal["group"], post


# Facts

@pytest.mark.parametrize("row", PLAN["commitments"], ids=lambda row: row["id"])
def test_each_commitment_says_where_its_words_come_from(row):
    for field in ("title_ar", "title_fr", "title_en"):
        assert row[field]
        assert row.get(f"{field}_source") or "our translation" in row[f"{field}_status"], field
    assert row["theme_status"].startswith(("sourced", "unverified"))
    assert row["dates_source"].startswith("https://")
    assert row["lead_institution"] is None or row["lead_institution_source"]


def test_what_was_not_found_is_not_made_up():
    assert all(row["milestones"] == [] and row["milestones_status"] for row in PLAN["commitments"])
    assert {row["number"] for row in PLAN["commitments"] if row["theme_status"].startswith("unverified")} == {
        4, 5, 6, 7, 8, 9, 10, 11, 12, 18}
    assert next(row for row in PLAN["commitments"] if row["number"] == 10)["lead_institution"] is None


def test_the_plan_has_its_eighteen_commitments_once():
    assert [row["number"] for row in PLAN["commitments"]] == list(range(1, 19))


def test_every_name_of_an_organisation_has_a_source():
    for one in content.read("organisations.json")["organisations"]:
        for name in one["names"]:
            assert name["source"] and name["fr"] and name["ar"] and name["en"], one["key"]
            if one.get("example"):
                assert "Exemple" in name["fr"] and "مثال" in name["ar"] and "Example" in name["en"]


def test_the_committee_s_meeting_is_the_one_of_the_minutes():
    meeting = next(one for one in MEETINGS if one["key"] == "committee-2019-02-06")
    assert len(meeting["agenda"]) == 6 and len(meeting["discussed"]) == 12 and len(meeting["decided"]) == 5
    planned = [one["starts_at"] for one in MEETINGS if one["key"].startswith("committee-2019-") and one is not meeting]
    assert planned == ["2019-05-02T10:00", "2019-09-05T10:00", "2019-12-05T10:00"]


def test_every_debate_says_what_it_follows():
    assert all(re.match(r"Minutes of 6 February 2019|Commitments? \d", thread["follows"]) for thread in DEBATES)


# Examples are marked

def test_every_person_is_named_as_an_example_and_has_a_reserved_address():
    for one in PEOPLE.values():
        assert re.search(r"\((exemple|example|مثال)\)$", one["name"]), one["name"]
        assert one["email"].endswith("@example.org")


def test_every_guest_is_named_as_an_example_and_has_a_reserved_address():
    guests = [one for meeting in MEETINGS for one in meeting.get("guests", ())]
    assert {one["language"] for one in guests} == {"ar", "fr"}
    for one in guests:
        assert re.search(r"\((exemple|example|مثال)\)$", one["name"]), one["name"]
        assert re.search(r"exemple|example|مثال", one["about"]), one["about"]
        assert one["email"].endswith("@example.org") and one["key"] not in PEOPLE


def test_every_proposal_and_today_s_meeting_says_it_is_an_example():
    for proposal in PROPOSALS:
        assert re.search(r"exemple|example|مثال", proposal["body"][0]), proposal["key"]
    for meeting in MEETINGS:
        if not meeting["starts_at"].startswith("2019"):
            assert meeting["example"] and "exemple" in meeting["title"]["fr"] and "مثال" in meeting["title"]["ar"]


def test_example_accounts_of_public_bodies_promise_nothing():
    """They ask, or point to a procedure: nobody here speaks for a real body."""
    for _group, post in contributions():
        if post["by"] in {"omar", "houda"}:
            assert re.search(r"[?؟]", "\n".join(post["body"])), post


# It can be loaded

def test_everyone_who_writes_belongs_to_the_group():
    for group, post in contributions():
        assert PEOPLE[post["by"]]["groups"].get(group) in WRITERS, (group, post["by"])
    for proposal in PROPOSALS:
        for ballot in proposal["ballots"]:
            assert PEOPLE[ballot["by"]]["groups"].get(proposal["group"]) in WRITERS, ballot
    for meeting in MEETINGS:
        invited = {one["key"] for one in meeting.get("guests", ()) if "enters" in one}
        for message in meeting.get("chat", ()):
            assert message["by"] in invited or PEOPLE[message["by"]]["groups"].get(meeting["group"]) in WRITERS, message


@pytest.mark.parametrize("hour", [0, 1, 5, 9, 12, 18, 23])
def test_posts_follow_each_other_at_any_hour_of_the_day_and_none_is_in_the_future(hour):
    now = NOW.replace(hour=hour)
    for thread in DEBATES:
        at = [content.instant(post["at"], now) for post in thread["posts"]]
        assert at == sorted(set(at)) and at[-1] < now, thread["key"]
    for proposal in PROPOSALS:
        steps = [content.instant(step["at"], now) for step in ({"at": proposal["at"]}, *proposal["history"])]
        assert steps == sorted(steps) and steps[-1] < now, proposal["key"]
        voting = next((content.instant(step["at"], now) for step in proposal["history"] if step["state"] == "voting"), None)
        for ballot in proposal["ballots"]:
            assert voting is not None and voting < content.instant(ballot["at"], now) < now, ballot


def test_mentions_name_people_of_the_files():
    for _group, post in contributions():
        for key in re.findall(r"@\{(\w+)\}", "\n".join(post["body"])):
            assert key in PEOPLE


def test_an_objection_says_why():
    assert all(ballot.get("reason") for proposal in PROPOSALS for ballot in proposal["ballots"]
               if ballot["choice"] == "objection")


# Languages

def test_all_three_languages_are_written():
    languages = [post["lang"] for _group, post in contributions()]
    assert languages.count("ar") > 40 and languages.count("fr") > 30 and languages.count("en") >= 4


def test_each_post_is_in_the_language_it_says():
    for _group, post in contributions():
        prose = "\n".join(line for line in post["body"] if not line.startswith((">", "```")))
        assert guess_language(prose) == post["lang"], prose[:80]


def test_a_thread_opens_in_the_language_of_its_title():
    for thread in DEBATES:
        assert thread["language"] == thread["posts"][0]["lang"] == guess_language(thread["title"]), thread["key"]


def test_names_and_purposes_are_in_three_languages():
    for one in GROUPS.values():
        assert set(one["names"]) == set(one["purpose"]) == {"ar", "fr", "en"}
    for meeting in MEETINGS:
        assert set(meeting["title"]) == set(meeting["note"]) == {"ar", "fr", "en"}


@pytest.mark.parametrize("name", FILES)
def test_the_wording_keeps_the_house_rules(name):
    text = (files("goforum.demo") / "content" / name).read_text("utf-8")
    assert not re.search("[٠-٩]", text), "digits are 0-9"
    assert not re.search(r"\b(ديسمبر|نوفمبر|أغسطس|يوليو|سبتمبر|مايو)\b", text), "months are the Moroccan ones"
    assert not any(words in text for words in ITK)
    assert "·e" not in text, "no middle dot: a screen reader stumbles on it"
    assert json.loads(text)


# Instants

@pytest.mark.parametrize(("written", "meant"), [
    ("2019-02-07T11:20", "2019-02-07T10:20:00+00:00"),
    ("-2d 09:00", "2026-03-02T09:00:00+00:00"),  # in Ramadan of 2026 Casablanca is on UTC
    ("+6d 18:00", "2026-03-10T18:00:00+00:00"),
    ("-25min", "2026-03-04T00:05:00+00:00"),
    ("-3h", "2026-03-03T21:30:00+00:00"),
])
def test_instants_are_read_in_casablanca(written, meant):
    assert content.instant(written, NOW).isoformat() == meant
