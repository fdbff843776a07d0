"""What moderation adds to the world: a row of the queue, a decision about somebody, a text that waits, words and sentences."""

from typing import Any

from goforum.groups import commands as groups
from goforum.meetings import commands as meetings
from goforum.moderation import commands as moderation
from goforum.moderation.commands import Verdict
from goforum.threads import commands as threads


def add(world: Any, words: dict[str, str]) -> None:
    """Fill both places; the author of what is judged is the public group's member, and the reserved one's."""
    admin = world.people["admin"]
    for place, author, said in ((world.public, world.people["member"], {}),
                                (world.reserved, world.people["committee"], words)):
        _fill(place, author, said)
    world.site["site_word_id"] = groups.add_word(admin, None, word="casino royal", act="hold")
    world.site["site_reason_id"] = moderation.save_reason(admin, None, reason="spam", text_en="Not here, please.")


def _fill(place: Any, author: int, said: dict[str, str]) -> None:
    organiser, helper = place.ids["organiser"], place.ids["helper"]
    words = said.get("post", "Plain words")
    # A thread of its own: the drafts of the world's other thread are as its own rows expect them.
    thread = threads.create_thread(organiser, place.group_id, title=said.get("thread", "Judged"), body=words)
    message = meetings.say(helper, place.ids["meeting_id"], text=said.get("message", "Plain"), client_id="of-the-helper")
    judged = threads.reply(author, thread, body=f"{words} to be judged")
    looked = threads.reply(author, thread, body=f"{words} to be looked at")
    done = moderation.decide(organiser, moderation.open_case(organiser, "post", judged), version=1,
                             verdict=Verdict(act="hide", reason="spam", words=f"{words}: advertising"))
    word = groups.add_word(organiser, place.group_id, word="Waitword", act="hold")
    sent = threads.send_reply(author, thread, body=f"{words} Waitword")
    place.ids |= {
        "helper_message_id": message.message_id, "case_id": moderation.open_case(organiser, "post", looked),
        "decision_id": done, "waiting_id": sent.waiting_id, "word_id": word,
        "reason_id": moderation.save_reason(organiser, place.group_id, reason="spam", text_en=f"{words}: no."),
    }
