"""What is typed, and what stands in an address, must not break a page, mask a person, or lead away from the site."""

import re

import pytest
from sqlalchemy.exc import DBAPIError

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.groups import queries
from tests.factories import make_group, make_member, make_person

GOOD = "des mots bien à moi"


@pytest.mark.parametrize("name", ["\u200b\u200c", "\u202e", "\x00", "\u2066\u2069", "...", "\u0301",
                                  "Prize: https://evil.example", "www.evil.example", "evil.example/win", "a@evil.example"])
def test_nobody_is_called_by_a_name_that_cannot_be_read(client, name):
    refused = client.post("/sign-up", data={"name": name, "email": "mask@example.org", "password": GOOD})
    assert refused.status_code == 422
    assert "name-error" in refused.text


def test_a_name_cannot_turn_the_words_beside_it_around(as_person):
    person_id = make_person()
    changed = as_person(person_id).post("/account", data={
        "name": "Ali\u202e\x00 \r\nBcc: all", "language": "fr", "zone": "UTC"})
    assert changed.status_code == 303
    assert db.session.get(Person, person_id, populate_existing=True).name == "Ali Bcc: all"


def test_no_form_stores_a_nul(as_person):
    group_id = make_group()
    organiser = as_person(make_member(group_id, "facilitator"))
    slug = queries.cards([group_id])[group_id].slug
    kept = organiser.post(f"/groups/{slug}/edit", data={
        "name_fr": "Nom\x00", "purpose_fr": "But\x00", "charter_source": "Charte\x00", "kind": "forum",
        "visibility": "public", "join_policy": "open"})
    assert kept.status_code == 303
    row = queries.get_group_row(group_id)
    assert "\x00" not in f"{row.name_fr}{row.purpose_fr}{row.charter_source}{row.charter_html}"


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "//\\/evil.example", '/a?b"c'])
def test_the_switches_of_a_page_that_is_not_there_stay_on_this_site(client, path):
    answer = client.get("/", environ_overrides={"PATH_INFO": path})
    links = re.findall(r'href="([^"]*[?&](?:lang|theme)=[^"]*)"', answer.text)
    assert answer.status_code == 404
    assert links
    for link in links:
        assert re.match(r"/(?![/\\])", link), link
        assert link.count("?") == 1, link


@pytest.mark.parametrize("value", ["²", "٣", "9" * 5000, "-1", "1e3"])
def test_odd_numbers_in_an_address_are_no_numbers(as_person, value):
    group_id = make_group()
    slug = queries.cards([group_id])[group_id].slug
    writer, admin = as_person(make_member(group_id)), as_person(make_person(admin=True))
    assert writer.get(f"/groups/{slug}/threads/new", query_string={"commitment": value}).status_code == 200
    assert admin.get("/people", query_string={"after": value}).status_code == 200


def test_a_failed_statement_does_not_tell_what_was_typed(ctx):
    with pytest.raises(DBAPIError) as failed:
        db.session.execute(db.text("SELECT :secret FROM nowhere"), {"secret": "canary@example.org"})
    db.session.rollback()
    assert "canary" not in str(failed.value)


@pytest.mark.parametrize("path", ["/groups/%00", "/groups/a%00/threads", "/plans/%00", "/search?q=a&group=%00",
                                  "/proposals/new?group=%00", "/search?q=%00a"])
def test_a_nul_in_an_address_finds_nothing_on_either_database(as_person, path):
    assert as_person(make_person()).get(path).status_code in {200, 404}


@pytest.mark.parametrize("origin", ["http://[", "https://[::1", "http://a\u2100b", "", "null", "//", "http://localhost.evil.example"])
def test_an_origin_that_cannot_be_read_is_not_ours(client, origin):
    headers = {"Origin": origin.encode().decode("latin-1")}
    assert client.post("/theme", data={"theme": "dark"}, headers=headers).status_code == 403
