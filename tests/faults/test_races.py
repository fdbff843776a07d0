"""The same act twenty times at once, on two real web processes: once is once."""

import threading
from collections import Counter
from functools import partial

import pytest

from tests.faults.harness import LONG, Browser, stage

pytestmark = [pytest.mark.race, pytest.mark.slow]
AT_ONCE = 20
ROUNDS = 20 if LONG else 3


def together(acts):
    """Run all acts from one starting shot; their answers."""
    shot, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        shot.wait()
        answers[number] = act()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    with stage(tmp_path_factory.mktemp("races")) as made:
        made.second = made.twin()
        made.second.start(worker=False)
        try:
            yield made
        finally:
            made.second.stop()


def doors(scene, person):
    """Twenty browsers of one person, half of them at each process."""
    ports = (scene.site.port, scene.second.port)
    return [Browser(scene.people[person], ports[number % 2]) for number in range(AT_ONCE)]


@pytest.mark.parametrize("person", range(1, 7 if LONG else 4))
def test_the_same_vote_twenty_times_is_one_ballot(scene, person):
    path = f"/polls/{scene.found['poll']}/vote"
    answers = together([partial(one.post, path, choice="for") for one in doors(scene, person)])
    assert Counter(answers) == {303: AT_ONCE}
    ballots = scene.rows("SELECT choice FROM ballots WHERE person_id = :id", id=scene.people[person]["id"])
    assert [row.choice for row in ballots] == ["for"]


def test_twenty_different_votes_of_one_person_leave_one_of_them(scene):
    path = f"/polls/{scene.found['poll']}/vote"
    choices = ("for", "against", "abstain")
    acts = [partial(one.post, path, choice=choices[number % 3])
            for number, one in enumerate(doors(scene, 0))]
    assert Counter(together(acts)) == {303: AT_ONCE}
    assert len(scene.rows("SELECT id FROM ballots WHERE person_id = :id", id=scene.people[0]["id"])) == 1


def test_the_same_post_twenty_times_is_one_post(scene):
    path = f"/threads/{scene.found['threads'][0]}/reply"
    for number in range(ROUNDS):
        key, words = f"race-{number}", f"Once and only once, {number}."
        answers = together([partial(one.post, path, body=words, client_key=key) for one in doors(scene, 2)])
        assert Counter(answers) == {303: AT_ONCE}
        assert len(scene.rows("SELECT id FROM posts WHERE body_source = :words", words=words)) == 1


def test_one_message_by_twenty_sockets_and_forms_is_one_line_with_one_number(scene):
    meeting = scene.found["meeting"]
    browsers = doors(scene, 3)
    # At most five sockets are a person's; the others use the form.
    sockets = [one.socket() for one in browsers[:4]]
    for number in range(ROUNDS):
        key, words = f"race-message-{number}", f"Said once {number}."
        payload = {"meeting_id": meeting, "text": words, "client_id": key}
        acts = [partial(line.call, "room_say", payload) for line in sockets]
        acts += [partial(one.post, f"/meetings/{meeting}/say", text=words, client_id=key) for one in browsers[4:]]
        answers = together(acts)
        rows = scene.rows("SELECT seq FROM messages WHERE client_id = :key", key=key)
        assert len(rows) == 1
        assert {(one["ok"], one["seq"]) for one in answers[:4]} == {(True, rows[0].seq)}
        assert set(answers[4:]) == {303}


def test_twenty_people_posting_at_once_all_get_their_own_number(scene):
    thread = scene.found["threads"][1]
    ports = (scene.site.port, scene.second.port)
    browsers = [Browser(scene.people[n % len(scene.people)], ports[n % 2]) for n in range(AT_ONCE)]
    acts = [partial(one.post, f"/threads/{thread}/reply", body=f"Reply number {n}.", client_key=f"many-{n}")
            for n, one in enumerate(browsers)]
    assert Counter(together(acts)) == {303: AT_ONCE}
    numbers = [row.number for row in scene.rows(
        "SELECT number FROM posts WHERE thread_id = :id ORDER BY number", id=thread)]
    assert numbers == list(range(1, AT_ONCE + 2))


@pytest.mark.parametrize(("measure", "person"), [("silence", 6), ("suspend", 7)])
def test_a_measure_taken_at_one_process_holds_at_once_at_the_other(scene, measure, person):
    """No clock is needed: what is said after the moderator's answer came is refused, at every door of every process."""
    thread, meeting = scene.found["threads"][2], scene.found["meeting"]
    doors_of = [Browser(scene.people[person], port) for port in (scene.site.port, scene.second.port)]
    sockets = [one.socket() for one in doors_of]
    for number, one in enumerate(doors_of):
        assert one.post(f"/threads/{thread}/reply", body=f"Before, {measure} {number}.", client_key=f"{measure}-{number}") == 303
        assert sockets[number].call("room_say", {"meeting_id": meeting, "text": "Before.",
                                                 "client_id": f"{measure}-before-{number}"})["ok"]
    post = scene.rows("SELECT id FROM posts WHERE author_id = :id", id=scene.people[person]["id"])[0].id
    judge = Browser(scene.people[0], scene.site.port)
    assert Browser(scene.people[1], scene.second.port).post(f"/report/post/{post}", reason="attack", words="") == 303
    case = scene.rows("SELECT id, version FROM moderation_cases WHERE thing_kind = 'post' AND thing_id = :id", id=post)[0]
    assert judge.post(f"/moderation/{case.id}", version=case.version, reason="attack", saved_id=0, words="", act="hide",
                      measure=measure, days=2, revision=0) == 303
    for number, one in enumerate(doors_of):
        assert one.post(f"/threads/{thread}/reply", body="After.", client_key=f"{measure}-after-{number}") == 403
        assert one.post(f"/meetings/{meeting}/say", text="After.", client_id=f"{measure}-form-{number}") == 403
        said = sockets[number].call("room_say", {"meeting_id": meeting, "text": "After.",
                                                 "client_id": f"{measure}-socket-{number}"})
        assert not said["ok"]
    assert scene.rows("SELECT id FROM posts WHERE body_source = 'After.'") == []
    for line in sockets:
        line.close()
