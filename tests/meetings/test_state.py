"""What a client knew, plus the lines it missed, is what a fresh page shows: for every kind of line, from any point."""

import ast
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from goforum.conclusions import commands as conclusions
from goforum.conclusions.queries import get_action
from goforum.core import clock
from goforum.core.events import heard_after
from goforum.meetings import commands, events, queries, rules
from goforum.meetings.models import EventKind
from goforum.meetings.sockets import tell_the_room
from goforum.voting import commands as voting
from tests.files.conftest import upload
from tests.meetings.conftest import Place
from tests.meetings.guesthelp import come_in, invite
from tests.meetings.roomstate import apply, catch_up, comparable, fresh

KEYS = count()


@dataclass
class Scene:
    """A live room with a message, somebody who speaks, two who wait, a decision and a poll."""

    place: Place
    meeting: int
    said: int = 0
    answer: int = 0
    shown: int = 0
    noted: int = 0
    doing: int = 0
    poll: int = 0

    def key(self) -> str:
        return f"state-{next(KEYS):06}"

    def guest(self) -> int:
        """A guest of the meeting, come in by their link; the same one each time."""
        return come_in(invite(self.place.facilitator, self.meeting))

    def items(self) -> list[int]:
        return [one.id for one in queries.list_agenda(queries.get_meeting(self.meeting))]

    def queue(self) -> queries.Queue:
        return queries.get_queue(queries.get_room(self.meeting))

    def say(self, who: int, text: str = "Bonjour", **more: Any) -> int:
        return commands.say(who, self.meeting, text=text, client_id=self.key(), **more).message_id

    def ask(self, who: int, kind: str = "point", **more: Any) -> int:
        return commands.ask_floor(who, self.meeting, kind=kind, client_id=self.key(), **more)

    def capture(self, **more: Any) -> int:
        noted = commands.Noted(**{"kind": "decision", "text": "Publier les délais", **more})
        return commands.capture(self.place.facilitator, self.meeting, noted, client_id=self.key())[0]

    def open_poll(self) -> int:
        return commands.open_room_poll(self.place.facilitator, self.meeting, question="Commencer ?", minutes=2,
                                       client_id=self.key(), language="fr")[0]


def set_up(place: Place) -> Scene:
    scene = Scene(place, place.plan(agenda=3, live=True))
    scene.said = scene.say(place.member)
    scene.answer = scene.say(place.other_member, "Oui", reply_to=scene.said)
    scene.shown = scene.say(place.member, "Regardez", picture=commands.Shown(upload(place.member), "Un graphique"))
    commands.react(place.other_member, scene.said, "agree")
    for who in (place.facilitator, place.member, place.other_member):
        scene.ask(who)
    commands.call_speaker(place.facilitator, scene.meeting)
    scene.doing = scene.capture(kind="action", text="Écrire", owner_id=place.other_member)
    scene.noted, scene.poll = scene.capture(), scene.open_poll()
    return scene


def _vote_ends(scene: Scene) -> None:
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        voting.close_poll(None, scene.poll)


def _correct_action(scene: Scene) -> None:
    action = get_action(queries.get_capture(scene.doing).action_id or 0)
    conclusions.change_action(
        scene.place.facilitator, action.id, version=action.version,
        task=conclusions.Task(titles={"fr": "Écrire aux ministères"}, owner_id=scene.place.member))


Case = Callable[[Scene], object]
CASES: dict[str, Case] = {
    "message": lambda s: s.say(s.place.member, "Encore", reply_to=s.answer),
    "message by phone": lambda s: s.say(s.place.facilitator, "Par téléphone", by_phone="Exemple Fès"),
    "message of a picture": lambda s: s.say(
        s.place.member, "Voici", picture=commands.Shown(upload(s.place.member), "Une affiche")),
    "edit": lambda s: commands.edit_message(s.place.member, s.said, text="Bonsoir à tous"),
    "edit of a message with a picture": lambda s: commands.edit_message(s.place.member, s.shown, text="Voilà"),
    "delete of a message with a picture": lambda s: commands.delete_message(s.place.member, s.shown),
    "edit of a message with a picture that was taken out": lambda s: (
        commands.take_out_message(s.place.facilitator, s.shown),
        commands.bring_back_message(s.place.facilitator, s.shown)),
    "edit of a pinned message": lambda s: (commands.pin_message(s.place.facilitator, s.said),
                                           commands.edit_message(s.place.member, s.said, text="Bonsoir")),
    "delete": lambda s: commands.delete_message(s.place.member, s.said),
    "delete of a pinned message": lambda s: (commands.pin_message(s.place.facilitator, s.said),
                                             commands.delete_message(s.place.facilitator, s.said)),
    "edit of what was taken out": lambda s: (commands.take_out_message(s.place.facilitator, s.said),
                                             commands.bring_back_message(s.place.facilitator, s.said)),
    "reaction on": lambda s: commands.react(s.place.facilitator, s.said, "thanks"),
    "reaction off": lambda s: commands.react(s.place.other_member, s.said, "agree", on=False),
    "pin on": lambda s: commands.pin_message(s.place.facilitator, s.answer),
    "pin off": lambda s: (commands.pin_message(s.place.facilitator, s.answer),
                          commands.pin_message(s.place.facilitator, s.answer, on=False)),
    "agenda": lambda s: commands.move_agenda(s.place.facilitator, s.meeting, item_id=s.items()[1]),
    "extended": lambda s: commands.extend_point(s.place.facilitator, s.meeting, minutes=5, item_id=s.items()[0]),
    "queue asked": lambda s: (commands.withdraw_request(s.place.member, s.queue().waiting[0].id),
                              s.ask(s.place.member, "order")),
    "queue withdrawn": lambda s: commands.withdraw_request(s.place.member, s.queue().waiting[0].id),
    "queue called": lambda s: commands.call_speaker(s.place.facilitator, s.meeting),
    "queue done": lambda s: commands.end_turn(s.place.facilitator, s.queue().speaking.id),  # type: ignore[union-attr]
    "queue skipped": lambda s: commands.skip_speaker(s.place.facilitator, s.queue().waiting[0].id),
    "queue moved": lambda s: commands.shift_speaker(s.place.facilitator, s.queue().waiting[1].id, up=True),
    "queue rules": lambda s: commands.set_floor(
        s.place.facilitator, s.meeting, floor=rules.Floor(first_time_first=True), turn_seconds=120),
    "poll opened": lambda s: s.open_poll(),
    "poll opened that was prepared": lambda s: commands.open_prepared(s.place.facilitator, commands.prepare_poll(
        s.place.facilitator, s.meeting, commands.Prepared(question="Reporter ?"), client_id=s.key())),
    "poll closed": _vote_ends,
    "poll cancelled": lambda s: voting.cancel_poll(s.place.facilitator, s.poll, reason="Erreur"),
    "capture noted": lambda s: s.capture(kind="action", owner_id=s.place.member, message_id=s.said),
    "capture changed": lambda s: commands.correct_capture(
        s.place.facilitator, s.noted, commands.Noted(kind="decision", text="Corrigé"), version=1),
    "capture changed of a point on its page": lambda s: commands.change_point(
        s.place.facilitator, queries.get_capture(s.noted).point_id or 0, kind="decided",
        texts={"fr": "Publier les délais chaque mois", "en": "Publish delays every month"}),
    "capture changed of a point under another heading": lambda s: commands.change_point(
        s.place.facilitator, queries.get_capture(s.noted).point_id or 0, kind="information",
        texts={"fr": "Publier les délais"}),
    "capture changed of an action on its page": _correct_action,
    "capture withdrawn of a point on its page": lambda s: commands.take_out_point(
        s.place.facilitator, queries.get_capture(s.noted).point_id or 0),
    "capture withdrawn": lambda s: commands.withdraw_capture(s.place.facilitator, s.noted),
    "lock on": lambda s: commands.lock_chat(s.place.facilitator, s.meeting),
    "lock off": lambda s: (commands.lock_chat(s.place.facilitator, s.meeting),
                           commands.lock_chat(s.place.facilitator, s.meeting, on=False)),
    "removal out": lambda s: commands.remove_person(s.place.facilitator, s.meeting, s.place.member, reason="Injures"),
    "removal back": lambda s: (
        commands.remove_person(s.place.facilitator, s.meeting, s.place.member, reason="Injures"),
        commands.remove_person(s.place.facilitator, s.meeting, s.place.member, back=True)),
    "message of a guest": lambda s: s.say(s.guest(), "Bonjour", reply_to=s.said),
    "queue asked of a guest": lambda s: s.ask(s.guest()),
    "removal out of a guest": lambda s: (s.ask(s.guest()), commands.withdraw_guest(
        s.place.facilitator, s.meeting, queries.list_guests(s.meeting)[0].id)),
    "role chair": lambda s: commands.give_role(s.place.facilitator, s.meeting, s.place.member, role="chair"),
    "role secretary": lambda s: commands.give_role(s.place.facilitator, s.meeting, s.place.member, role="secretary"),
    "role none": lambda s: (
        commands.give_role(s.place.facilitator, s.meeting, s.place.member, role="chair"),
        commands.give_role(s.place.facilitator, s.meeting, s.place.member, role=None)),
    "presence": lambda s: commands.count_presence(s.meeting, [s.place.member, s.place.other_member]),
    "ended": lambda s: commands.end_meeting(s.place.facilitator, s.meeting),
}
# These happen to a meeting that is not live yet.
BEFORE: dict[str, Case] = {
    "started": lambda s: commands.start_meeting(s.place.facilitator, s.meeting),
    "cancelled": lambda s: commands.cancel_meeting(s.place.facilitator, s.meeting, reason="Grève"),
}


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What sockets would be told, in the order it is sent."""
    told: list[dict[str, Any]] = []

    def keep(_room: str, name: str, payload: dict[str, Any]) -> None:
        if name == "room_event":
            told.append(payload)

    monkeypatch.setattr("goforum.meetings.sockets.emit_to", keep)
    return told


def told_live(state: dict[str, Any], heard: list[dict[str, Any]]) -> dict[str, Any]:
    """As a client does it that heard everything: in order of number."""
    for event in sorted(heard, key=lambda one: one["seq"]):
        if event["seq"] > state["last"]:
            apply(state, event)
    return state


@pytest.mark.parametrize("name", [*CASES, *BEFORE])
def test_state_and_line_make_the_fresh_state(place: Place, heard: list[dict[str, Any]], name: str) -> None:
    """Told as it happens, or asked for afterwards: both make what a fresh page shows."""
    scene = set_up(place) if name in CASES else Scene(place, place.plan())
    before = fresh(scene.meeting)
    heard.clear()
    {**CASES, **BEFORE}[name](scene)
    after = comparable(fresh(scene.meeting))
    assert after != comparable(before)
    kind = name.split(" of ", maxsplit=1)[0].split()
    assert any(one["kind"] == kind[0] and one.get("word", "") in {*kind[1:], "", "agree", "thanks"} for one in heard)
    assert comparable(told_live(deepcopy(before), heard)) == after
    asked = deepcopy(before)
    catch_up(scene.meeting, asked)
    assert comparable(asked) == after


def test_every_kind_of_line_has_its_case() -> None:
    """A kind, or a word of one, that no case makes fails the build here."""
    made = {name.split(" of ")[0] for name in [*CASES, *BEFORE]}
    assert {name.split()[0] for name in made} == {str(kind) for kind in EventKind}
    words = {name for name in made if len(name.split()) == 2}
    folder = Path(commands.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_write" and path.name == "floor.py":
                assert f"queue {ast.literal_eval(node.args[1])}" in words, path.name
    kinds = {one for one in vars(events).values() if isinstance(one, type) and issubclass(one, events.RoomEventWritten)}
    assert tell_the_room in heard_after[events.RoomEventWritten]
    assert len(kinds) - 1 == len(EventKind)


def act(rng: random.Random, scene: Scene, said: list[tuple[int, int]], n: int) -> None:
    """One thing that people do in a room, at random."""
    place = scene.place
    who = rng.choice([place.member, place.other_member, place.facilitator])
    deed = rng.choice(["say", "say", "say", "edit", "delete", "move", "react", "ask", "call", "pin"])
    if deed == "say" or not said:
        said.append((who, scene.say(who, f"n° {n}", reply_to=said[-1][1] if said and n % 3 else None)))
    elif deed == "edit":
        author, message_id = rng.choice(said)
        commands.edit_message(author, message_id, text=f"n° {n} corrigé")
    elif deed == "delete":
        author, message_id = said.pop(rng.randrange(len(said)))
        commands.delete_message(rng.choice([author, place.facilitator]), message_id)
    elif deed == "react":
        author, message_id = rng.choice(said)
        if author != who:
            commands.react(who, message_id, rng.choice(rules.REACTIONS), on=rng.random() < 0.7)
    elif deed == "ask":
        scene.ask(who)
    elif deed == "call":
        if scene.queue().waiting:
            commands.call_speaker(place.facilitator, scene.meeting)
    elif deed == "pin":
        commands.pin_message(place.facilitator, rng.choice(said)[1], on=rng.random() < 0.7)
    else:
        commands.move_agenda(place.facilitator, scene.meeting, item_id=rng.choice(scene.items()))


@pytest.mark.parametrize("seed", range(2))
def test_from_any_point_the_missed_lines_make_the_fresh_state(place: Place, seed: int) -> None:
    rng, scene = random.Random(seed), Scene(place, place.plan(agenda=3, live=True))
    said: list[tuple[int, int]] = []
    clients = [fresh(scene.meeting)]
    for n in range(40):
        act(rng, scene, said, n)
        if rng.random() < 0.2:
            clients.append(fresh(scene.meeting))
        for state in clients:
            if rng.random() < 0.3:  # the others stay away for longer
                catch_up(scene.meeting, state)
    commands.end_meeting(place.facilitator, scene.meeting)
    for state in clients:
        catch_up(scene.meeting, state)
        assert comparable(state) == comparable(fresh(scene.meeting))
    again = deepcopy(clients[0])
    catch_up(scene.meeting, again)  # nothing new changes nothing
    assert again == clients[0]
