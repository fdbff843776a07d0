"""Pictures in the chat: taken in by a plain form, shown small, worded for who does not see them, gone with their message."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from goforum.core.db import db
from goforum.core.rules import Invalid, Refusal
from goforum.files import jobs
from goforum.files.limits import limits
from goforum.files.models import File
from goforum.groups import commands as groups
from goforum.meetings import commands, queries
from goforum.meetings.commands import Shown
from tests.conftest import Client
from tests.files.conftest import upload
from tests.files.samples import PDF, SVG, picture
from tests.meetings.conftest import Place

SignIn = Callable[[int], Client]
KEY = "with-a-picture"


def send(client: Client, meeting_id: int, body: bytes | None = None, name: str = "plan.png", **data: str) -> Any:
    carried: dict[str, Any] = {"client_id": KEY, "text": "Voici", "alt": "Le plan de la salle", **data}
    if body is not None:
        carried["picture"] = (io.BytesIO(body), name)
    return client.post(f"/meetings/{meeting_id}/say", data=carried, content_type="multipart/form-data")


def shown(meeting_id: int) -> list[queries.Picture | None]:
    found = queries.page_log(queries.get_room(meeting_id).id).lines
    return [one.message.picture for one in found if one.message is not None]


def the_file() -> int:
    return db.session.scalars(select(File.id)).one()


def count_files() -> int:
    return db.session.scalar(select(func.count()).select_from(File)) or 0


def test_a_picture_comes_with_a_plain_form_and_is_seen_small_with_its_words(place: Place, as_person: SignIn) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    for _ in range(2):  # sent again it is the same message, and the same file
        assert send(member, meeting_id, picture(size=(2000, 1000))).status_code == 303
    assert count_files() == 1
    only, = shown(meeting_id)
    assert only is not None and only.alt == "Le plan de la salle" and only.file.is_picture
    page = as_person(place.other_member).get(f"/meetings/{meeting_id}/room").text
    assert f'<a href="/files/{only.file.id}"><img src="/files/{only.file.id}/small"' in page
    assert 'width="240" height="120" alt="Le plan de la salle"' in page and 'loading="lazy"' in page
    for path in ("", "/small"):
        assert as_person(place.other_member).get(f"/files/{only.file.id}{path}", buffered=True).status_code == 200


@pytest.mark.parametrize(("address", "headers"), [("?light=1", {}), ("", {"Save-Data": "on"})])
def test_where_lines_are_bad_there_is_a_link_with_its_size_and_no_picture(
        place: Place, as_person: SignIn, address: str, headers: dict[str, str]) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    send(member, meeting_id, picture(size=(300, 200)))
    page = member.get(f"/meetings/{meeting_id}/room{address}", headers=headers).text
    assert "<img" not in page.split("<template", 1)[0]
    link = re.search(rf'<a href="/files/{the_file()}">(.*?)</a>', page)
    assert link and "Le plan de la salle" in link[1] and re.search(r"\d KB|\d Ko", link[1])


def test_a_picture_alone_says_what_it_shows(place: Place, as_person: SignIn) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    refused = send(member, meeting_id, picture(), text=" ", alt="")
    assert refused.status_code == 422 and "Say in a few words what the picture shows." in refused.text
    # The picture was taken in and is still in the form; it is not asked for again.
    assert f'name="file_id" value="{the_file()}" checked' in refused.text
    assert send(member, meeting_id, text="", alt="Une affiche", file_id=str(the_file())).status_code == 303
    message, = queries.catch_up(queries.get_room(meeting_id), 1).lines
    assert message.message is not None and message.message.source == "Une affiche" and message.message.picture
    assert send(member, meeting_id, text="", alt="", client_id="nothing-at-all").status_code == 422


BAD = {"a document": (PDF, "plan.pdf"), "a drawing that acts": (SVG, "plan.svg"), "something else": (b"\x00\x01", "plan.png"),
       "half a picture": (picture()[:60], "plan.png")}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_picture_is_refused_beside_its_field_and_the_text_stays(
        place: Place, as_person: SignIn, what: str) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    body, name = BAD[what]
    refused = send(member, meeting_id, body, name, text="Ce que je voulais dire")
    assert refused.status_code == 422 and "Ce que je voulais dire" in refused.text
    assert 'id="picture-error"' in refused.text and 'aria-describedby="picture-hint picture-error"' in refused.text
    assert 'value="Le plan de la salle"' in refused.text
    assert shown(meeting_id) == []


def test_one_that_is_too_large_is_refused_with_the_limit(place: Place, as_person: SignIn,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    meeting_id, member = place.plan(live=True), as_person(place.member)
    monkeypatch.setattr("goforum.files.intake.limits", lambda: replace(limits(), file_bytes=20_000))
    refused = send(member, meeting_id, picture() + b"x" * 20_000)
    assert refused.status_code == 422 and "too large: at most 20 KB" in refused.text and count_files() == 0


def test_nothing_is_stored_of_those_who_may_not_write(place: Place, as_person: SignIn, client: Client) -> None:
    meeting_id = place.plan(live=True)
    commands.lock_chat(place.facilitator, meeting_id)
    for who in (as_person(place.member), as_person(place.observer), as_person(place.stranger), client):
        assert send(who, meeting_id, picture()).status_code in (302, 303, 403)
    assert count_files() == 0


def test_nobody_shows_what_somebody_else_uploaded(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    theirs = upload(place.other_member)
    assert send(as_person(place.member), meeting_id, file_id=str(theirs)).status_code == 422
    with pytest.raises(Invalid):
        commands.say(place.member, meeting_id, text="Voici", client_id=KEY, picture=Shown(10**6))
    assert shown(meeting_id) == []


def test_it_goes_with_its_message_and_comes_back_with_it(place: Place, as_person: SignIn, client: Client) -> None:
    meeting_id = place.plan(live=True)
    file_id = upload(place.member)
    said = commands.say(place.member, meeting_id, text="Voici", client_id=KEY, picture=Shown(file_id, "Une affiche"))
    address = f"/files/{file_id}"
    assert client.get(address, buffered=True).status_code == 200
    commands.take_out_message(place.facilitator, said.message_id)
    assert shown(meeting_id) == [None] and "Une affiche" not in client.get(f"/meetings/{meeting_id}/room").text
    for who in (client, as_person(place.member), as_person(place.other_member)):
        assert who.get(address, buffered=True).status_code == 404
    judge = as_person(place.facilitator).get(address, buffered=True)
    assert judge.status_code == 200 and judge.headers["Cache-Control"] == "private, no-store"
    jobs.tick()
    commands.bring_back_message(place.facilitator, said.message_id)
    assert client.get(address, buffered=True).status_code == 200 and shown(meeting_id)[0] is not None


def test_it_is_seen_by_those_who_may_read_the_room(places: Callable[[str], Place], as_person: SignIn, client: Client) -> None:
    place = places("reserved")
    meeting_id, file_id = place.plan(live=True), upload(place.member)
    commands.say(place.member, meeting_id, text="Voici", client_id=KEY, picture=Shown(file_id))
    for who, status in ((as_person(place.other_member), 200), (as_person(place.observer), 200),
                        (as_person(place.stranger), 404), (client, 404)):
        assert who.get(f"/files/{file_id}", buffered=True).status_code == status
    commands.remove_person(place.facilitator, meeting_id, place.other_member, reason="Injures")
    assert as_person(place.other_member).get(f"/files/{file_id}", buffered=True).status_code == 404
    commands.end_meeting(place.facilitator, meeting_id)
    assert as_person(place.other_member).get(f"/files/{file_id}", buffered=True).status_code == 200


def test_one_that_waits_is_seen_by_its_author_and_by_who_decides(place: Place, as_person: SignIn, client: Client) -> None:
    groups.set_policy(place.facilitator, place.group_id, inherits_moderation=True, hold_first=1)
    meeting_id, file_id = place.plan(live=True), upload(place.member)
    assert commands.say(place.member, meeting_id, text="Voici", client_id=KEY, picture=Shown(file_id, "Une affiche")).held
    chair = as_person(place.facilitator)
    for who, status in ((as_person(place.member), 200), (chair, 200), (as_person(place.other_member), 404), (client, 404)):
        assert who.get(f"/files/{file_id}", buffered=True).status_code == status
    assert f'href="/files/{file_id}"' in chair.get(f"/meetings/{meeting_id}/room").text
    held, = queries.list_held(queries.get_room(meeting_id).id)
    commands.let_in(place.facilitator, held.id, yes=True)
    only, = shown(meeting_id)
    assert only is not None and only.alt == "Une affiche" and client.get(f"/files/{file_id}", buffered=True).status_code == 200


def test_words_that_are_watched_are_watched_in_what_a_picture_shows(place: Place) -> None:
    groups.add_word(place.facilitator, place.group_id, word="zut", act="mask")
    meeting_id, file_id = place.plan(live=True), upload(place.member)
    commands.say(place.member, meeting_id, text="Voici", client_id=KEY, picture=Shown(file_id, "Oh zut"))
    only, = shown(meeting_id)
    assert only is not None and only.alt == "Oh •••"


def test_a_picture_given_up_meanwhile_is_said_to_be_gone(place: Place) -> None:
    from goforum.core import clock
    from goforum.files.commands import give_up_idle_files

    meeting_id, file_id = place.plan(live=True), upload(place.member)
    give_up_idle_files(clock.now())
    with pytest.raises(Refusal) as refused:
        commands.say(place.member, meeting_id, text="Voici", client_id=KEY, picture=Shown(file_id))
    assert isinstance(refused.value, Invalid) and "picture" in refused.value.errors
