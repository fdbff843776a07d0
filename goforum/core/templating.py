"""Small helpers every template may call without importing: icons, languages, the shell of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from flask import Flask, Response, current_app, request, url_for
from flask_babel import get_locale
from markupsafe import Markup

from goforum.core import clock
from goforum.core.assets import asset
from goforum.core.i18n import Localised, date_long, direction, language, localised, names_of, own_path
from goforum.core.slots import slot
from goforum.core.web import viewer

THEME_COOKIE = "gftheme"
THEMES = ("light", "dark")
A_YEAR = 365 * 24 * 3600
# Which entry of the main menu a page belongs to, when the page does not say it with {% set nav %}.
SECTIONS = {
    "groups": "groups",
    "threads": "groups",
    "proposals": "proposals",
    "voting": "proposals",
    "meetings": "meetings",
    "commitments": "commitments",
    "pages.home": "home",
    "pages.group": "groups",
    "pages.commitment": "commitments",
}
# One order everywhere: for, abstention, against, objection. The last word names the colour class.
POSITIONS = (
    ("for", "circle-check", "agree"),
    ("abstain", "circle-minus", "abstain"),
    ("against", "circle-x", "disagree"),
    ("objection", "octagon-x", "block"),
)


def has_endpoint(name: str) -> bool:
    """Whether the site has this page, so that a template can link to a feature only where it stands."""
    return name in current_app.view_functions


def link_to(name: str, **values: Any) -> str:
    """The address of a page, or an empty string when no feature serves it."""
    return url_for(name, **values) if has_endpoint(name) else ""


def nav_section() -> str:
    """The entry of the main menu the present page belongs to, or an empty string."""
    endpoint = request.endpoint or ""
    return SECTIONS.get(endpoint) or SECTIONS.get(endpoint.partition(".")[0], "")


def page_theme() -> str:
    """The theme this browser or the account chose, or an empty string to follow the device."""
    for choice in (request.args.get("theme"), request.cookies.get(THEME_COOKIE), viewer().theme):
        if choice in (*THEMES, "system"):
            return choice if choice in THEMES else ""
    return ""


@cache
def icon(name: str, flip: bool = False, small: bool = False) -> Markup:
    """A decorative icon; `flip=True` for those that point along the line of reading (send, reply, arrows)."""
    classes = "i" + (" i-s" if small else "") + (" i-dir" if flip else "")
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        classes, asset("_base/icons.svg"), name
    )


def bdi(text: object) -> Markup:
    """A name inside a sentence, kept from disturbing the words around it whatever its script."""
    return Markup("<bdi>{}</bdi>").format(text)


def initials(name: str) -> str:
    """One or two first letters of a name, for its avatar; a space keeps Arabic letters from joining."""
    words = [word for word in name.split() if word[:1].isalnum()]
    if not words:
        return "?"
    first, last = words[0], words[-1]
    if len(words) == 1:
        return first[0].upper()
    last = last.removeprefix("ال") or last
    joint = " " if "\u0600" <= first[0] <= "\u06ff" else ""
    return f"{first[0]}{joint}{last[0]}".upper()


def avatar_tone(name: str) -> int:
    """One of four tints, always the same for a name."""
    return sum(ord(letter) for letter in name) % 4 + 1


def loc(names: Any, prefix: str = "name") -> Localised:
    """A trilingual name ready for the page, marked with its language when it is not the page's own.

    Takes a mapping {"ar": …, "fr": …, "en": …}, or a row with `name_ar`, `name_fr`, `name_en` (or `title_…`
    with `prefix="title"`).
    """
    return localised(names if isinstance(names, Mapping) else names_of(names, prefix))


@dataclass(frozen=True)
class Segment:
    """One coloured part of a tally bar, in a box 100 wide."""

    position: str
    icon: str
    tone: str
    count: int
    start: float
    width: float
    percent: int


def tally_segments(counts: Mapping[str, int]) -> Sequence[Segment]:
    """The parts of a tally bar in their one order, from {"for": 12, "abstain": 2, "against": 4}."""
    total = sum(counts.get(position, 0) for position, _, _ in POSITIONS)
    segments = []
    start = 0.0
    for position, symbol, tone in POSITIONS:
        count = counts.get(position, 0)
        width = round(100 * count / total, 2) if total else 0.0
        percent = round(100 * count / total) if total else 0
        segments.append(Segment(position, symbol, tone, count, round(start, 2), width, percent))
        start += width
    return segments


def day_month(value: date) -> tuple[str, str, str]:
    """Day, short month, and the year when it is not this one, for a calendar tile in the reader's zone."""
    zone = ZoneInfo(viewer().zone)
    if isinstance(value, datetime):
        value = value.astimezone(zone)
    year = "" if value.year == clock.now().astimezone(zone).year else str(value.year)
    return str(value.day), format_date(value, "MMM", locale=get_locale()), year


def partial_date(text: str | None) -> str:
    """A year, a month or a day as plans give them ("2018", "2018-08", "2018-08-30"), in words; "…" for none."""
    parts = (text or "").split("-")
    if not all(part.isdigit() for part in parts) or not 1 <= len(parts) <= 3:
        return text or "…"
    try:
        day = date(*(int(part) for part in (*parts, "1", "1")[:3]))
    except ValueError:
        return text or "…"
    if len(parts) == 1:
        return parts[0]
    return format_skeleton("yMMMM", day, locale=get_locale()) if len(parts) == 2 else date_long(day)


def percent_text(value: int) -> str:
    """A percentage as the page's language writes it: `62%`, but `62 %` with a no-break space in French."""
    return f"{value}\u00a0%" if language() == "fr" else f"{value}%"


def switch_theme_url(theme: str) -> str:
    """This same page in another theme, for visitors: a form would need a session, and their pages none."""
    args = [(k, v) for k, v in request.args.items(multi=True) if k != "theme"]
    return f"{own_path()}?{urlencode([*args, ('theme', theme)])}"


def _remember_theme(response: Response) -> Response:
    chosen = request.args.get("theme")
    if chosen in (*THEMES, "system") and request.cookies.get(THEME_COOKIE) != chosen:
        response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR, httponly=True, samesite="Lax",
                            secure=current_app.config["SESSION_COOKIE_SECURE"])
    return response


def init_templating(app: Flask) -> None:
    """Give every template the helpers of this module."""
    app.after_request(_remember_theme)
    app.jinja_env.filters["day_month"] = day_month
    app.jinja_env.filters["partial_date"] = partial_date
    app.jinja_env.globals.update(
        has_endpoint=has_endpoint,
        link_to=link_to,
        nav_section=nav_section,
        page_lang=language,
        page_dir=lambda: direction(language()),
        page_theme=page_theme,
        switch_theme_url=switch_theme_url,
        icon=icon,
        bdi=bdi,
        initials=initials,
        avatar_tone=avatar_tone,
        loc=loc,
        slot=slot,
        tally_segments=tally_segments,
        percent_text=percent_text,
    )
