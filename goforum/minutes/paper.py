"""Minutes as they stand on paper, in one language: what the page, the PDF and the DOCX all draw.

It is made of the content alone, so that adopted minutes look the same whatever happens to actions and names later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from goforum.core.i18n import LANGUAGES, direction, localised
from goforum.meetings.queries import MeetingCard
from goforum.minutes.queries import MinutesCard
from goforum.minutes.rules import split
from goforum.minutes.words import HEADINGS, action_words, speaking


@dataclass(frozen=True)
class Words:
    """Words with the language they are in, where it is another than the paper's."""

    text: str
    lang: str

    @property
    def dir(self) -> str:
        return direction(self.lang)


def banner() -> tuple[Words, ...]:
    """Above the title: the programme's name in each language, as the committee's own minutes have it."""
    names = current_app.config["SETTINGS"].minutes_banner.split("|")
    return tuple(Words(name.strip(), lang) for name, lang in zip(names, LANGUAGES, strict=False) if name.strip())


@dataclass(frozen=True)
class PaperLine:
    """A line under a heading, the points below it, and what is said of it in small."""

    words: Words
    below: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class PaperSection:
    """A heading with its lines. ``plain``: they are facts in a row, not points."""

    key: str
    title: str
    lines: tuple[PaperLine, ...]

    @property
    def plain(self) -> bool:
        return self.key in ("date", "place", "participants")


@dataclass(frozen=True)
class Paper:
    """The whole sheet."""

    lang: str
    banner: tuple[Words, ...]
    title: Words
    label: str
    state: str
    group: str
    sections: tuple[PaperSection, ...]
    foot: tuple[str, ...]

    @property
    def dir(self) -> str:
        return direction(self.lang)


def draw_paper(minutes: MinutesCard, meeting: MeetingCard, content: Mapping[str, Any],
               group_names: Mapping[str, str | None], lang: str) -> Paper:
    """The paper in one language. A text that does not exist in it stands in the one it has, and is marked so."""
    with speaking(lang):
        title = localised(content["titles"], lang)
        return Paper(
            lang=lang, banner=banner(), title=Words(title.text, title.lang),
            label=_("Record of conclusions"), state=_state(minutes), group=localised(group_names, lang).text,
            sections=tuple(_sections(content["items"], lang)), foot=tuple(_foot(minutes, meeting)))


def _sections(items: list[dict[str, Any]], lang: str) -> list[PaperSection]:
    found = []
    for key, title in HEADINGS.items():
        if lines := tuple(_line(item, lang) for item in items if item["heading"] == key):
            found.append(PaperSection(key, str(title), lines))
    return found


def _line(item: dict[str, Any], lang: str) -> PaperLine:
    said = localised(item["texts"], lang)
    words, below = split(said.text)
    note = action_words(item["action"], lang) if item.get("action") else ""
    return PaperLine(Words(words, said.lang), tuple(below), note)


def _state(minutes: MinutesCard) -> str:
    words = {"draft": _("Draft"), "circulated": _("Draft sent round for remarks"), "adopted": _("Adopted")}
    return words[minutes.state]


def _foot(minutes: MinutesCard, meeting: MeetingCard) -> list[str]:
    lines = [_("Revision %(number)s", number=minutes.revision)]
    if minutes.fingerprint:
        lines.append(_("Fingerprint (SHA-256): %(digest)s", digest=minutes.fingerprint))
    if meeting.source:
        lines.append(_("Source: %(source)s", source=meeting.source))
    return lines
