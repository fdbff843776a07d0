"""Words beside a proposal meet the group's policy where others will read them: its text, amendments,
arguments, changes to commitments, reasons, remarks.

There is no waiting here (decision 0034): a vote, a support or an amendment cannot hang on a text nobody sees. Words to
cover are covered; what would have to wait is refused beside its field, with a way on. A draft its author alone sees is
not looked at before it is published.
"""

from collections.abc import Mapping

from goforum.core import clock
from goforum.core.i18n import _l
from goforum.core.rules import Invalid
from goforum.groups.queries import policy_of, words_for
from goforum.groups.rules import Standing, may_moderate
from goforum.groups.screening import Author, Policy, links_in, screen
from goforum.threads.commands.screening import covered
from goforum.threads.commands.writing import Written
from goforum.threads.queries.waiting import pace_of

_WHY = {
    "first": _l("The first texts of new people are read by a moderator here. Write in a discussion first; once that "
                "stands there, publish this."),
    "link": _l("Links from new people are looked at by a moderator here. Take the links out for now, or write in a "
               "discussion first."),
}


def passed_text(place: Standing, source: str, *, field: str = "body", before: str = "") -> str:
    """The words as they may stand, some of them covered; Invalid beside ``field`` when they may not.

    ``before`` is what stood there: the links it had are no new ones.
    """
    policy, words = policy_of(place.group_id), words_for(place.group_id)
    asks = policy.hold_first or policy.hold_links
    if not (words or asks) or may_moderate(place, clock.now()):
        return source
    assert place.person_id is not None  # every rule that leads here refuses visitors
    published = pace_of(place.group_id, place.person_id, clock.now()).published if asks else 0
    fresh = links_in(source) - links_in(before)
    asked = Policy(hold_first=policy.hold_first, hold_links=policy.hold_links if fresh else 0)
    seen = screen(source, policy=asked, words=words, author=Author(published=published))
    if seen.act in {"hold", "refuse"}:
        raise Invalid({field: _WHY.get(seen.code) or _l(
            "“%(word)s” cannot stand here before moderators have looked at it: say it otherwise, or in a discussion.",
            word=seen.word)})
    return seen.text


def passed(place: Standing, title: str, written: Written, *, before: str = "") -> tuple[str, Written]:
    """Title and text as they may stand; every fault at once."""
    faults: dict[str, object] = {}
    texts = {"title": title, "body": written.source}
    for field, source in texts.items():
        try:
            texts[field] = passed_text(place, source, field=field, before=before)
        except Invalid as invalid:
            faults |= invalid.errors
    if faults:
        raise Invalid(faults)
    return texts["title"], covered(written, texts["body"])


def passed_change(place: Standing, fields: Mapping[str, str], milestone: str,
                  base: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """What a proposal would write into a commitment, as it may stand; every fault at once. ``base`` is what the
    commitment says: its words and links are no new ones."""
    faults: dict[str, object] = {}
    texts = {**fields, "milestone": milestone}
    for field, source in texts.items():
        try:
            texts[field] = passed_text(place, source, field=field, before=base.get(field, ""))
        except Invalid as invalid:
            faults |= invalid.errors
    if faults:
        raise Invalid(faults)
    milestone = texts.pop("milestone")
    return texts, milestone
