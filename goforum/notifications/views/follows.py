"""Following: the menu on a thread's and a group's page, the page that lists it all, the settings."""

import secrets
from functools import lru_cache
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from goforum.core.forms import Form, chosen, form_token
from goforum.core.i18n import language
from goforum.core.paging import int_arg
from goforum.core.web import person_id, safe_next, viewer
from goforum.groups.views import enter
from goforum.notifications import commands, queries
from goforum.notifications.commands import KEEP
from goforum.notifications.queries.follows import Choice
from goforum.notifications.views.base import bp
from goforum.threads.views.base import enter_thread

LEVELS = (("all", _l("Everything")), ("replies", _l("Replies and mentions")), ("none", _l("Nothing")))
MAILS = (("now", _l("At once")), ("digest", _l("Once a day")), ("never", _l("Never")))


class SettingsForm(Form):
    """What a person wants for everything."""

    mail = chosen(_l("E-mail"), MAILS, hint=_l(
        "For everything you are told; a group or a discussion may say otherwise. “Never” is over all other choices."))
    on_join = chosen(_l("Groups I join begin with"), LEVELS)


def follow_menu(*, kind: str, id: int, group: int, slug: str = "") -> Markup:
    """The menu on the page of a thread or a group, with what the person chose for it."""
    me = viewer().id
    if me is None:
        return Markup()
    if kind == "thread":
        choice, action = queries.choice_for_thread(me, id, group), url_for("notifications.follow_thread", thread_id=id)
    else:
        choice, action = queries.choice_for_group(me, id), url_for("notifications.follow_group", slug=slug)
    text = _drawn_menu(choice, kind, language())
    for place, words in ((_ACTION, action), (_NEXT, request.full_path.rstrip("?")), (_TOKEN, form_token())):
        text = text.replace(place, str(escape(words)))
    return Markup(text)  # noqa: S704 - our own template, what is put in escaped


# Letters and digits only, so that no escaping changes them: where one reader's own things go in a menu kept for all.
_ACTION, _NEXT, _TOKEN = (f"{name}{secrets.token_hex(10)}" for name in ("action", "next", "token"))


@lru_cache(maxsize=1024)
def _drawn_menu(choice: Choice, kind: str, _lang: str) -> str:
    """The menu for a choice: there are a few hundred, and each is asked for on every page of a thread."""
    return render_template(
        "notifications/_follow.html", choice=choice, action=_ACTION, back=_NEXT, kind=kind, levels=LEVELS, mails=MAILS,
        csrf_token=lambda: _TOKEN)


def settings_card() -> Markup:
    """The section of the account's page."""
    me = viewer().id
    if me is None:
        return Markup()
    return Markup(render_template("notifications/_settings.html", form=_settings_form(me)))  # noqa: S704 - ours


def _settings_form(me: int) -> SettingsForm:
    found = queries.get_settings(me)
    return SettingsForm(data={"mail": found.mail, "on_join": found.on_join}, prefix="told")


@bp.get("/notifications/following")
def following() -> Any:
    """Everything I follow, and how closely."""
    me = person_id()
    return render_template(
        "notifications/following.html", form=_settings_form(me), groups=queries.list_group_follows(me),
        threads=queries.page_thread_follows(me, before=int_arg("before")), levels=LEVELS, mails=MAILS,
        first="before" not in request.args)


@bp.post("/notifications/settings")
def settings() -> Any:
    """Save what I want for everything."""
    me = person_id()
    form = SettingsForm(prefix="told")
    if form.validate_on_submit():
        commands.save_settings(me, mail=form.mail.data, on_join=form.on_join.data)
        flash(_("Your choice is saved."))
    else:
        flash(_("Choose one of the list."), "danger")
    return redirect(safe_next(url_for("notifications.following")), 303)


def _asked(name: str) -> str | None:
    """A choice from the form: absent is to keep what there is, empty is "as for everything"."""
    value = request.form.get(name)
    return KEEP if value is None else value or None


@bp.post("/threads/<int:thread_id>/follow")
def follow_thread(thread_id: int) -> Any:
    """Hear more or less of a thread."""
    me = person_id()
    enter_thread(thread_id)
    commands.choose_for_thread(me, thread_id, level=_asked("level"), mail=_asked("mail"))
    flash(_("Your choice for this discussion is saved."))
    return redirect(safe_next(url_for("threads.show", thread_id=thread_id)), 303)


@bp.post("/groups/<slug>/follow")
def follow_group(slug: str) -> Any:
    """Hear more or less of a group."""
    me = person_id()
    group, _place = enter(slug)
    commands.choose_for_group(me, group.id, level=_asked("level"), mail=_asked("mail"))
    flash(_("Your choice for this group is saved."))
    return redirect(safe_next(url_for("pages.group", slug=slug)), 303)
