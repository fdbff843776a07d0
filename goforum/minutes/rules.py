"""Pure rules of minutes: who reads them when, who writes, who remarks, when they can be adopted; their digest."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from goforum.core.i18n import LANGUAGES, _l
from goforum.core.rules import YES, No, Verdict, Words
from goforum.groups.rules import VISITOR_HELP, Standing, may_facilitate, may_read, may_write

MAX_TEXT = 4000
MAX_REMARK = 4000
SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=92)


class Facts(Protocol):
    """What rules ask of minutes."""

    @property
    def state(self) -> str: ...
    @property
    def remarks_until(self) -> datetime | None: ...


_VOTING = No("voting", _l("The members are voting on these minutes."))
_ADOPTED = No("adopted", _l("These minutes are adopted: nothing in them changes any more."))


def may_draft(standing: Standing, meeting_state: str, now: datetime) -> Verdict:
    """Draft the minutes: organisers, once the meeting has begun."""
    verdict = may_facilitate(standing, now)
    if verdict and meeting_state not in ("live", "ended"):
        return No("not-begun", _l("The minutes are drafted once the meeting has begun."))
    return verdict


def may_see(standing: Standing, minutes: Facts, now: datetime) -> Verdict:
    """Read minutes: adopted ones like the rest of the group; circulated ones its own people; drafts the organisers."""
    readable = may_read(standing, now)
    if not readable or minutes.state == "adopted" or may_facilitate(standing, now) or standing.administers:
        return readable
    if minutes.state == "circulated" and standing.belongs:
        return YES
    return No("not-yet", _l("The minutes of this meeting are not adopted yet."),
              help=VISITOR_HELP if standing.person_id is None else None)


def may_edit(standing: Standing, minutes: Facts, now: datetime) -> Verdict:
    """Change an item: organisers, until the adoption."""
    verdict = may_facilitate(standing, now)
    return _ADOPTED if verdict and minutes.state == "adopted" else verdict


def may_circulate(standing: Standing, minutes: Facts, now: datetime) -> Verdict:
    """Send a draft round for remarks, or give more time for them."""
    return may_edit(standing, minutes, now)


def may_remark(standing: Standing, minutes: Facts, now: datetime) -> Verdict:
    """Remark on circulated minutes: whoever writes in the group, until the date."""
    verdict = may_read(standing, now) and may_write(standing, now)
    if not verdict:
        return verdict
    if minutes.state == "adopted":
        return _ADOPTED
    if minutes.state != "circulated" or minutes.remarks_until is None:
        return No("not-circulated", _l("These minutes are not before the members for remarks yet."))
    if now >= minutes.remarks_until:
        return No("late", _l("The time for remarks is over."))
    return YES


def may_adopt(standing: Standing, minutes: Facts, open_remarks: int, now: datetime, *, voting: bool = False) -> Verdict:
    """Adopt by silence: the time for remarks is over, every remark has its answer, and no vote decides instead."""
    verdict = may_edit(standing, minutes, now)
    return silence_adopts(minutes, open_remarks, now, voting=voting) if verdict else verdict


def silence_adopts(minutes: Facts, open_remarks: int, now: datetime, *, voting: bool = False) -> Verdict:
    """Whether silence is consent by now, whoever acts on it: an organiser or the clock."""
    if minutes.state != "circulated" or minutes.remarks_until is None:
        return No("not-circulated", _l("Send the minutes round for remarks first."))
    if open_remarks:
        return No("open-remarks", _l("Answer every remark first."))
    if now < minutes.remarks_until:
        return No("early", _l("The time for remarks is not over yet."))
    return _VOTING if voting else YES


def may_put_to_vote(standing: Standing, minutes: Facts, open_remarks: int, voting: bool, now: datetime) -> Verdict:
    """Let the members vote on the minutes: once circulated, with every remark answered, one vote at a time."""
    verdict = may_edit(standing, minutes, now)
    if not verdict:
        return verdict
    if minutes.state != "circulated":
        return No("not-circulated", _l("Send the minutes round for remarks first."))
    if voting:
        return _VOTING
    return No("open-remarks", _l("Answer every remark first.")) if open_remarks else YES


def until_fault(until: datetime, now: datetime) -> Words | None:
    """What is wrong with the end of the time for remarks."""
    if until < now + SHORTEST:
        return _l("Leave at least an hour for remarks.")
    return _l("At most three months from now.") if until > now + LONGEST else None


def texts_fault(texts: Mapping[str, str | None]) -> tuple[str, Words] | None:
    """What is wrong with an item's texts: the language and the reason."""
    if not any(texts.values()):
        return "fr", _l("Write it in at least one language.")
    long = next((lang for lang in LANGUAGES if len(texts.get(lang) or "") > MAX_TEXT), None)
    return (long, _l("At most %(max)d characters.", max=MAX_TEXT)) if long else None


def split(text: str) -> tuple[str, list[str]]:
    """A text as it stands on paper: its words, and the lines that begin with a dash, as points below it."""
    words: list[str] = []
    below: list[str] = []
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith(("- ", "* ", "• ")):
            below.append(bare[2:].strip())
        elif bare:
            (below or words).append(bare)
    return " ".join(words), below


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content of adopted minutes as bytes that anybody makes the same: JSON, keys in order, no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(content: Mapping[str, Any]) -> str:
    """Its SHA-256, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()
