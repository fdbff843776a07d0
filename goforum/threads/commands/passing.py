"""Words that stand at once where others read them, and cannot wait: arguments, reasons of votes, answers to them.

Words to cover are covered; what would have to wait is refused beside its field, with a way on (decision 0034).
"""

from goforum.core import clock
from goforum.core.i18n import _l
from goforum.core.rules import Invalid
from goforum.groups.queries import policy_of, words_for
from goforum.groups.rules import Standing, may_moderate
from goforum.groups.screening import Author, Policy, links_in, screen
from goforum.threads.queries.waiting import pace_of

_WHY = {
    "first": _l("The first texts of new people are read by a moderator here. Write in a discussion first; once that "
                "stands there, publish this."),
    "link": _l("Links from new people are looked at by a moderator here. Take the links out for now, or write in a "
               "discussion first."),
}


def passed_text(place: Standing, source: str, *, field: str = "body", before: str = "",
                words_alone: bool = False) -> str:
    """The words as they may stand, some of them covered; Invalid beside ``field`` when they may not.

    ``before`` is what stood there: the links it had are no new ones. ``words_alone``: the watched words are asked, and
    not how long somebody has been here: nobody's vote hangs on that.
    """
    policy, words = policy_of(place.group_id), words_for(place.group_id)
    asks = not words_alone and (policy.hold_first or policy.hold_links)
    if not (words or asks) or may_moderate(place, clock.now()):
        return source
    assert place.person_id is not None  # every rule that leads here refuses visitors
    published = pace_of(place.group_id, place.person_id, clock.now()).published if asks else 0
    fresh = links_in(source) - links_in(before)
    asked = Policy(hold_first=policy.hold_first, hold_links=policy.hold_links if fresh else 0) if asks else Policy()
    seen = screen(source, policy=asked, words=words, author=Author(published=published))
    if seen.act in {"hold", "refuse"}:
        raise Invalid({field: _WHY.get(seen.code) or _l(
            "“%(word)s” cannot stand here before moderators have looked at it: say it otherwise, or in a discussion.",
            word=seen.word)})
    return seen.text
