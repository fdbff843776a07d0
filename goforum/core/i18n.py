"""Languages: which one a page is in, texts that exist in some of them, dates as people here write them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_datetime,
    format_time,
    get_date_format,
    get_month_names,
    get_timezone_location,
)
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from goforum.config import LANGUAGES
from goforum.core import clock
from goforum.core.viewer import ZONE
from goforum.core.web import viewer

__all__ = ["LANGUAGES", "Localised", "_", "_l", "direction", "language", "localised", "ngettext"]

LANGUAGE_NAMES = {"ar": "العربية", "fr": "Français", "en": "English"}
LOCALES = {"ar": "ar_MA", "fr": "fr", "en": "en"}
COOKIE = "gf_lang"
A_YEAR = 365 * 24 * 3600

babel = Babel()


@dataclass(frozen=True)
class Localised:
    """A text and the language it is really in, which may not be the one asked for."""

    text: str
    lang: str

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        if self.lang == language():
            return str(Markup.escape(self.text))
        return Markup('<span lang="{}" dir="{}">{}</span>').format(
            self.lang, direction(self.lang), self.text)


def localised(values: Mapping[str, str | None], lang: str | None = None) -> Localised:
    """The best available text: the language asked for, then French, Arabic, English."""
    wanted = lang or language()
    for candidate in (wanted, "fr", "ar", "en"):
        text = values.get(candidate)
        if text:
            return Localised(text, candidate)
    return Localised("", wanted)


def names_of(row: Any, prefix: str = "name") -> dict[str, str | None]:
    """``{"ar": row.name_ar, …}`` for a row with three columns of one text."""
    return {lang: getattr(row, f"{prefix}_{lang}") for lang in LANGUAGES}


def direction(lang: str) -> str:
    return "rtl" if lang == "ar" else "ltr"


def language() -> str:
    """The language of the page being drawn (or of the mail, inside ``force_locale``)."""
    locale = get_locale()
    return locale.language if locale and locale.language in LANGUAGES else "en"


def choose_language() -> str:
    """What was just clicked, else this browser's choice, else the account's, else what the browser asks."""
    for choice in (request.args.get("lang"), request.cookies.get(COOKIE), viewer().language):
        if choice in LANGUAGES:
            return str(choice)
    default: str = g.get("default_language", "ar")
    return request.accept_languages.best_match(LANGUAGES, default) or default


def _select_locale() -> str:
    if not has_request_context():
        return "en"
    if "lang" not in g:
        g.lang = choose_language()
    return LOCALES[g.lang]


def _zone() -> tzinfo:
    if not has_request_context():
        return ZoneInfo(ZONE)
    me = viewer()
    return ZoneInfo(me.zone if me.id is not None else g.get("default_zone", ZONE))


def _locale() -> Locale:
    return get_locale() or Locale("en")


def date_long(value: Any) -> str:
    """"6 février 2019", "6 فبراير 2019": a day, in the reader's zone when it is an instant."""
    if isinstance(value, datetime):
        value = value.astimezone(_zone())
    return format_date(value, "long", locale=_locale())


def date_parts() -> dict[str, Any]:
    """How ``date_long`` writes a day in the reader's language, for scripts: its pattern and the names of the months."""
    locale = _locale()
    words = {"d": "{d}", "MMMM": "{m}", "y": "{y}"}
    pattern = re.sub("d|MMMM|y", lambda found: words[found[0]], get_date_format("long", locale=locale).pattern)
    return {"day": pattern, "months": list(get_month_names("wide", locale=locale).values())}


def time_short(value: datetime, zone: str | None = None) -> str:
    return format_time(value, "short", tzinfo=ZoneInfo(zone) if zone else _zone(), locale=_locale())


def datetime_full(value: datetime, zone: str | None = None) -> str:
    """Weekday, date, time and zone, as every deadline is written: nobody has to guess which clock."""
    where = ZoneInfo(zone) if zone else _zone()
    day = format_date(value.astimezone(where), "full", locale=_locale())
    city = get_timezone_location(where, locale=_locale(), return_city=True)
    return _("%(day)s, %(time)s, %(city)s time", day=day, time=time_short(value, str(where)), city=city)


def time_ago(value: datetime) -> str:
    """Relative words for the recent past and the near future; beyond a month, the date."""
    seconds = (clock.now() - value).total_seconds()
    past, amount = seconds >= 0, abs(seconds)
    if amount < 45:
        return _("just now") if past else _("in a moment")
    for limit, unit, say_past, say_future in (
        (3600, 60, _minutes_ago, _in_minutes),
        (86400, 3600, _hours_ago, _in_hours),
        (30 * 86400, 86400, _days_ago, _in_days),
    ):
        if amount < limit:
            count = max(1, round(amount / unit))
            return say_past(count) if past else say_future(count)
    return date_long(value)


def _minutes_ago(n: int) -> str:
    return ngettext("%(num)s minute ago", "%(num)s minutes ago", n)


def _hours_ago(n: int) -> str:
    return ngettext("%(num)s hour ago", "%(num)s hours ago", n)


def _days_ago(n: int) -> str:
    return ngettext("%(num)s day ago", "%(num)s days ago", n)


def _in_minutes(n: int) -> str:
    return ngettext("%(num)s minute left", "%(num)s minutes left", n)


def _in_hours(n: int) -> str:
    return ngettext("%(num)s hour left", "%(num)s hours left", n)


def _in_days(n: int) -> str:
    return ngettext("%(num)s day left", "%(num)s days left", n)


def datetime_exact(value: datetime) -> str:
    return format_datetime(value, "medium", tzinfo=_zone(), locale=_locale())


def iso(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds")


def switch_language_url(lang: str) -> str:
    """This same page in another language: the query stays, only ``lang`` changes."""
    args = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
    return f"{own_path()}?{urlencode([*args, ('lang', lang)])}"


def own_path() -> str:
    """The path of this page as a link may say it: one that begins with ``//`` would lead to another site."""
    return "/" + quote(request.path.lstrip("/\\"), safe="/:@!$&'()*+,;=~")


def init_i18n(app: Flask, default_language: str, default_zone: str) -> None:
    """Choose the language of each request, remember a click on the switch, give templates their words."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.config["TRANSLATIONS_DIR"])
    babel.init_app(app, locale_selector=_select_locale, timezone_selector=lambda: str(_zone()))

    @app.before_request
    def _default() -> None:
        g.default_language, g.default_zone = default_language, default_zone

    @app.after_request
    def _remember(response: Response) -> Response:
        chosen = request.args.get("lang")
        if chosen in LANGUAGES and request.cookies.get(COOKIE) != chosen:
            response.set_cookie(COOKIE, str(chosen), max_age=A_YEAR, httponly=True, samesite="Lax",
                                secure=app.config["SESSION_COOKIE_SECURE"])
        return response

    app.jinja_env.add_extension("jinja2.ext.i18n")
    for name, function in {"date_long": date_long, "datetime_full": datetime_full, "time_short": time_short,
                           "time_ago": time_ago, "datetime_exact": datetime_exact, "iso": iso,
                           "localised": localised}.items():
        app.jinja_env.filters[name] = function

    @app.context_processor
    def _words() -> dict[str, Any]:
        lang = language()
        return {"lang": lang, "dir": direction(lang), "direction": direction,
                "language_names": LANGUAGE_NAMES, "switch_language_url": switch_language_url}
