"""One person's vote twenty times at once, by form and by socket, at two processes, with answers cut off on the line
after the commit and asked for again: one ballot, one receipt, nobody waits for nobody."""

import http.client
import json
import secrets
import socket
import subprocess
import sys
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from goforum.core import clock
from goforum.voting.models import Ballot, Poll
from tests.faults.harness import LONG, LOST, ROOT, Browser, Proxy, stage
from tests.faults.test_races import together

pytestmark = [pytest.mark.race, pytest.mark.slow]
PARTS, ROUNDS = (5, 100) if LONG else (1, 5)  # 500 rounds, or 5
CLIENTS, VOTERS, TIMES = 4, 20, 20 if LONG else 2  # 400 votes around the deadline, or 40


class Swallow(Proxy):
    """A line on which every answer is lost: what the server says first ends it, and the client hears nothing.

    With ``armed`` off it carries both ways, so that a socket can be opened through it.
    """

    def __init__(self, target: int, *, armed: bool = True) -> None:
        self.armed, self.swallowed, self.servers = armed, 0, set()
        super().__init__(target)

    def _accept(self) -> None:
        before = set(self.pairs)
        super()._accept()
        self.servers = {one for one in self.servers if one in self.pairs} | {
            one for one in set(self.pairs) - before if one.getpeername()[1] == self.target}

    def _pass_on(self, one: socket.socket) -> None:
        if not (self.armed and one in self.servers):
            return super()._pass_on(one)
        # Whatever comes from there is the answer, and an answer is sent only after the commit.
        self.swallowed += bool(one.recv(65536))
        for end in (one, self.pairs[one]):
            self.pairs.pop(end, None)
            end.close()
        return None


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    with stage(tmp_path_factory.mktemp("votes"), 7 + VOTERS) as made:
        made.second = made.twin()
        made.second.start(worker=False)
        made.ports = (made.site.port, made.second.port)
        made.cutters = [Swallow(port) for port in made.ports]
        made.lines = [Swallow(port, armed=False) for port in made.ports]
        try:
            yield made
        finally:
            for one in (*made.cutters, *made.lines):
                one.stop()
            made.second.stop()


def receipt_by_form(browser, poll, tracker):
    """The signed receipt as the page gives it for download."""
    line = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=15)
    try:
        line.request("POST", f"/polls/{poll}/receipt.json", f"csrf_token={browser.person['csrf']}&tracker={tracker}", {
            "Cookie": browser.person["cookie"], "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{browser.port}"})
        return json.loads(line.getresponse().read())
    finally:
        line.close()


def opened(scene, number):
    """A vote in the room, opened by the chair."""
    question = f"Round {number}: does it hold?"
    leader = Browser(scene.people[0], scene.ports[0])
    assert leader.post(f"/meetings/{scene.found['meeting']}/poll", question=question, minutes="60", results="open",
                       client_id=f"round-{number:04d}-{secrets.token_hex(4)}") == 303
    return scene.rows("SELECT id FROM polls WHERE question = :question", question=question)[0].id


class Round:
    """The twenty ways of one round, with what each was answered in the end."""

    def __init__(self, scene, number, sockets):
        self.scene, self.number, self.person = scene, number, scene.people[1 + number % 6]
        self.poll = opened(scene, number)
        # The same form sent again and again, or as many windows with a tracker each.
        same = secrets.token_hex(16)
        self.trackers = [same if number % 2 else secrets.token_hex(16) for _ in range(20)]
        browsers = [Browser(self.person, port) for port in scene.ports]
        self.acts = [partial(self.by_socket, line, at) for at, line in enumerate(sockets)]
        self.acts += [partial(self.by_cut_socket, at % 2, at) for at in range(6, 8)]
        self.acts += [partial(self.by_cut_form, at % 2, at) for at in range(8, 14)]
        self.acts += [partial(self.by_form, browsers[at % 2], at) for at in range(14, 20)]

    def said(self, at):
        return {"meeting_id": self.scene.found["meeting"], "poll_id": self.poll, "choice": "for",
                "tracker": self.trackers[at]}

    def by_socket(self, line, at):
        answer = line.call("room_vote", self.said(at))
        assert answer["ok"], answer
        return answer["receipt"]

    def by_cut_socket(self, side, at):
        """The acknowledgement is cut off; the client comes back by another line, to the other process."""
        cutter = self.scene.lines[side]
        line = Browser(self.person, self.scene.ports[side]).socket(cutter.port)
        cutter.armed = True
        with pytest.raises(LOST):
            line.call("room_vote", self.said(at))
        line.close()
        again = Browser(self.person, self.scene.ports[1 - side]).socket()
        try:
            return self.by_socket(again, at)
        finally:
            again.close()

    def by_form(self, browser, at):
        return browser.post(f"/polls/{self.poll}/vote", choice="for", tracker=self.trackers[at])

    def by_cut_form(self, side, at):
        with pytest.raises(LOST):
            self.by_form(Browser(self.person, self.scene.cutters[side].port), at)
        return self.by_form(Browser(self.person, self.scene.ports[1 - side]), at)

    def run(self):
        for one in self.scene.lines:
            one.armed = False
        return together(self.acts)


@pytest.mark.parametrize("part", range(PARTS))
def test_twenty_at_once_with_lost_answers_are_one_ballot_and_one_receipt(scene, part):
    for number in range(part * ROUNDS, (part + 1) * ROUNDS):
        # Three sockets at each process, opened anew: this client answers no heartbeat while it waits for its turn.
        held = [Browser(scene.people[1 + number % 6], port).socket() for port in scene.ports * 3]
        before = [one.swallowed for one in (*scene.cutters, *scene.lines)]
        this = Round(scene, number, held)
        answers = this.run()
        receipts = [one for one in answers if isinstance(one, dict)]
        assert len(receipts) == 8
        assert [one for one in answers if not isinstance(one, dict)] == [303] * 12, answers
        assert len({json.dumps(one, sort_keys=True) for one in receipts}) == 1
        assert receipts[0]["tracker"] in this.trackers
        assert receipt_by_form(Browser(this.person, scene.ports[number % 2]), this.poll,
                               receipts[0]["tracker"]) == receipts[0]
        assert len(scene.rows("SELECT id FROM ballots WHERE poll_id = :id", id=this.poll)) == 1
        chain = scene.rows("SELECT kind FROM poll_chain WHERE poll_id = :id ORDER BY number", id=this.poll)
        assert [row.kind for row in chain] == ["open", "commit"]
        # The answers really were on their way when the line was cut.
        after = [one.swallowed for one in (*scene.cutters, *scene.lines)]
        assert sum(after) - sum(before) == 8
        for one in held:
            one.close()


def client_process(scene, poll, at):
    """A process whose people have their votes in hand: three of its five by form, two by socket."""
    step, people = 4 / (TIMES * VOTERS), []
    for place in range(at, VOTERS, CLIENTS):
        votes = [(step * (turn * VOTERS + place), ("for", "abstain", "against")[(turn + place) % 3]) for turn in range(TIMES)]
        people.append({**scene.people[7 + place], "port": scene.ports[place % 2], "votes": votes,
                       "by": "socket" if place // CLIENTS % 2 else "form"})
    process = subprocess.Popen([sys.executable, "-m", "tests.faults.deadline_client"], cwd=ROOT, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(json.dumps({"poll": poll, "meeting": scene.found["meeting"], "people": people}) + "\n")
    process.stdin.flush()
    return process


def votes_around(scene, poll):
    """The votes of four processes in the two seconds before and after the deadline; the deadline, and all answers."""
    processes = [client_process(scene, poll, at) for at in range(CLIENTS)]
    try:
        for process in processes:
            assert process.stdout.readline() == "ready\n", process.stderr.read()
        closes = clock.now() + timedelta(seconds=4)
        with scene.engine.begin() as connection:
            connection.execute(sa.update(Poll).where(Poll.id == poll).values(closes_at=closes))
        for process in processes:
            process.stdin.write(f"{closes.timestamp() - 2}\n")
            process.stdin.flush()
        said = []
        for process in processes:
            out, err = process.communicate(timeout=300)
            assert process.returncode == 0, err[-3000:]
            said += [json.loads(line) for line in out.splitlines()]
        return closes, said
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_the_deadline_cuts_at_one_instant_for_forms_and_sockets_of_all_processes(scene):
    poll = opened(scene, 9999)
    closes, said = votes_around(scene, poll)
    end = closes.timestamp()
    assert len(said) == VOTERS * TIMES
    assert {door for _who, door, *_ in said} == {"form", "socket"}
    recorded = [one for one in said if one[4] == "recorded"]
    refused = [one for one in said if one[4] == "refused"]
    assert len(recorded) + len(refused) == len(said), [one for one in said if one[4] not in {"recorded", "refused"}]
    assert recorded
    assert refused
    assert all(began < end for _, _, began, _, _ in recorded)      # none late is counted
    assert all(ended >= end for _, _, _, ended, _ in refused)      # none early is refused
    with scene.engine.connect() as connection:
        kept = list(connection.execute(sa.select(Ballot.person_id, Ballot.updated_at).where(Ballot.poll_id == poll)))
    assert {row.person_id for row in kept} == {who for who, *_ in recorded}
    assert all(row.updated_at < closes for row in kept)
