"""The meeting of 6 February 2019 held again: its agenda run, its points captured, its decisions taken as actions.

Facts and words are those of the committee's own record (French) and of its translations in the demonstration. Nobody is
made to say anything: the people are examples, and the meeting says in its title and source that it is a re-enactment.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from goforum.core import clock
from goforum.demo import content
from goforum.groups.queries import cards
from goforum.meetings.queries import get_meeting, list_agenda, list_year
from goforum.minutes.queries import find_minutes, list_items
from tests.conftest import Client
from tests.factories import make_group, make_member

DAY = datetime(2019, 2, 6, 9, tzinfo=UTC)  # 10:00 in Rabat, at UTC+1 then
LANGS = ("ar", "fr", "en")
HEADINGS = ["Date de la réunion", "Lieu", "Participants", "Ordre du jour", "Mots d'ouverture", "Points discutés",
            "Points arrêtés"]
ANNEX = {"fr": "Voir Liste des participants en annexe.", "ar": "انظر لائحة المشاركين في الملحق.",
         "en": "See the list of participants in the annex."}
SOURCE = "Reconstitution d'après le relevé des conclusions du 6 février 2019"


def record() -> dict[str, Any]:
    """What the committee's own record says, in three languages."""
    return next(one for one in content.read("meetings.json")["meetings"] if one["key"] == "committee-2019-02-06")


@dataclass(frozen=True)
class February:
    """The meeting held again."""

    meeting_id: int
    secretary: int
    member: int
    slug: str


def _texts(point: dict[str, str], prefix: str) -> dict[str, str]:
    return {f"{prefix}_{lang}": point[lang] for lang in LANGS}


def _ok(answer: Any) -> Any:
    assert answer.status_code == 303, answer.text
    return answer


def hold_again(sign_in: Any) -> February:
    """Plan, hold and draft it, every step through the pages' own doors and without scripts."""
    group = make_group(kind="committee", name="Comité de pilotage")
    secretary, member = make_member(group, "secretary"), make_member(group)
    slug, said = cards([group])[group].slug, record()
    with clock.frozen(DAY - timedelta(days=5)):
        meeting_id = _plan(sign_in(secretary), slug, said)
        _ok(sign_in(member).post(f"/meetings/{meeting_id}/answer", data={"answer": "yes"}))
    with clock.frozen(DAY):
        _hold(sign_in(secretary), meeting_id, said)
    with clock.frozen(DAY + timedelta(days=1)):
        _draft(sign_in(secretary), slug, meeting_id, said)
    return February(meeting_id, secretary, member, slug)


def _plan(client: Client, slug: str, said: dict[str, Any]) -> int:
    agenda = "\n".join(point["fr"] for point in said["agenda"])
    _ok(client.post(f"/groups/{slug}/meetings/new", data={
        "title_fr": "Réunion du comité de pilotage (reconstitution)", "title_ar": "اجتماع لجنة الإشراف (إعادة تمثيل)",
        "title_en": "Steering committee meeting (re-enactment)", "day": "2019-02-06", "starts": "10:00", "ends": "12:30",
        "zone": "Africa/Casablanca", "form": "in_person", "place": said["place"]["fr"], "source": SOURCE,
        "agenda": agenda}))
    meeting_id = list_year(cards_id(slug), 2019)[0].id
    for line, point in zip(list_agenda(get_meeting(meeting_id)), said["agenda"], strict=True):
        _ok(client.post(f"/meetings/{meeting_id}/agenda/{line.id}", data={**_texts(point, "title"), "commitment_id": "0"}))
    return meeting_id


def cards_id(slug: str) -> int:
    """The number of a group by the word in its address."""
    from goforum.groups.queries import get_group_by_slug

    return get_group_by_slug(slug).id


def _hold(client: Client, meeting_id: int, said: dict[str, Any]) -> None:
    at = f"/meetings/{meeting_id}"
    _ok(client.post(f"{at}/start"))
    items = list_agenda(get_meeting(meeting_id))
    for line in items[1:]:
        _ok(client.post(f"{at}/item", data={"item_id": str(line.id)}))
    for kind in ("opening", "discussed"):
        for number, point in enumerate(said[kind]):
            _ok(client.post(f"{at}/conclusions", data={
                "kind": kind, "item_id": str(items[2].id), "client_key": f"{kind}-{number:04}",
                **_texts(point, "text")}))
    manual, meetings, remarks, space, _planning = said["decided"]
    short = {"fr": manual["fr"].replace(" au plus tard le vendredi 15 février 2019", ""),
             "ar": manual["ar"].replace(" في أجل أقصاه الجمعة 15 فبراير 2019", ""),
             "en": manual["en"].replace(" by Friday 15 February 2019 at the latest", "")}
    for number, (point, due) in enumerate(((short, "2019-02-15"), (meetings, ""), (remarks, ""), (space, ""))):
        _ok(client.post(f"{at}/actions/new", data={
            **_texts(point, "title"), "due_on": due, "client_key": f"action-{number:04}"}))
    _ok(client.post(f"{at}/end"))


def below(text: str, colon: str, stop: str) -> str:
    """A decision with points in its sentence, as the record has it: the points below."""
    head, _, rest = text.partition(colon)
    return "\n".join([f"{head.strip()}{colon.rstrip()}", *(f"- {one.strip()}" for one in rest.split(stop))])


def _draft(client: Client, slug: str, meeting_id: int, said: dict[str, Any]) -> None:
    for day in ("2019-05-02", "2019-09-05", "2019-12-05"):
        _ok(client.post(f"/groups/{slug}/meetings/new", data={
            "title_fr": "Réunion du comité de pilotage", "day": day, "starts": "10:00", "ends": "12:00",
            "zone": "Africa/Casablanca", "form": "in_person", "place": "Rabat"}))
    _ok(client.post(f"/meetings/{meeting_id}/minutes/draft"))
    minutes = find_minutes(meeting_id)
    assert minutes
    items = list_items(minutes.id)
    for item in (one for one in items if one.heading == "participants"):
        _ok(client.post(f"/minutes/items/{item.id}/leave-out", data={"out": "1"}))
    _ok(client.post(f"/meetings/{meeting_id}/minutes/items/new", data={
        "heading": "participants", "client_key": "the-annex", **_texts(ANNEX, "text")}))
    place = next(one for one in items if one.heading == "place")
    _change(client, place, {lang: said["place"][lang] for lang in LANGS})
    second = [one for one in items if one.action_id][1]
    _change(client, second, {lang: below(second.texts[lang] or "", *marks) for lang, marks in (
        ("fr", (" : ", " ; ")), ("ar", (": ", "؛ ")), ("en", (": ", "; ")))})


def _change(client: Client, item: Any, texts: dict[str, str]) -> None:
    _ok(client.post(f"/minutes/items/{item.id}", data={**_texts(texts, "text"), "seen": str(item.revision)}))
