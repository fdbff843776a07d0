"""One's own account, and the accounts of the site."""

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from goforum.accounts import commands, forms, passwords, queries
from goforum.accounts.rules import may_administer
from goforum.accounts.views.base import A_YEAR, bp, is_password, password_ok
from goforum.core.i18n import COOKIE
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, require
from goforum.core.templating import THEME_COOKIE
from goforum.core.web import person_id, safe_next, see_other, viewer


@bp.route("/account", methods=["GET", "POST"])
def preferences() -> Any:
    """One's own name, language, zone, devices."""
    me = person_id()
    person = queries.get_person_row(me)
    form = forms.PreferencesForm(obj=person)
    if form.validate_on_submit():
        commands.change_preferences(me, name=form.name.data, language=form.language.data, zone=form.zone.data)
        g.lang = form.language.data
        flash(_("Your preferences are saved."))
        response = see_other("accounts.preferences")
        response.delete_cookie(COOKIE)
        return response
    return render_template(
        "accounts/preferences.html", form=form, person=person, devices=queries.list_sessions(me),
        everywhere=forms.EverywhereForm(formdata=None), change=forms.ChangePasswordForm(formdata=None),
    ), 422 if form.is_submitted() else 200


@bp.post("/account/password")
def change_password() -> Any:
    """A new password for someone who knows the present one."""
    me = person_id()
    person = queries.get_person_row(me)
    form = forms.ChangePasswordForm()
    if form.validate_on_submit() and password_ok(form, person.name, person.email.partition("@")[0]):
        if is_password(me, person.email, person.password_hash, form.current.data):
            hashed = passwords.hash_password(form.password.data)
            commands.change_password(me, password_hash=hashed, keep_session=viewer().session_id)
            flash(_("Your password is changed. Your other devices are signed out."))
            return see_other("accounts.preferences")
        form.current.errors = [_("This is not your present password.")]
    return render_template("accounts/password.html", form=form), 422


@bp.post("/theme")
def theme() -> Response:
    """Light, dark or as the device says; kept in a cookie, and in the account of who has one."""
    chosen = request.form.get("theme", "system")
    if chosen not in {"light", "dark", "system"}:
        raise Invalid({"theme": _("Choose one of the list.")})
    me = viewer()
    if me.id is not None:
        commands.change_theme(me.id, chosen)
    response = redirect(safe_next(url_for("pages.home")), 303)
    response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True,
                        secure=current_app.config["SESSION_COOKIE_SECURE"])
    return response


@bp.get("/people")
def people() -> Any:
    """Accounts, for administrators."""
    require(may_administer(viewer()))
    rows = queries.page_people(int_arg("after", 0) or 0)
    return render_template("accounts/people.html", people=rows[:50], more=rows[49].id if len(rows) > 50 else None,
                           form=forms.SuspendForm(formdata=None))


@bp.post("/people/<int:person_id>/suspend")
def suspend(person_id: int) -> Any:
    """Suspend an account for some days."""
    form = forms.SuspendForm()
    require(may_administer(viewer()))
    if not form.validate_on_submit():
        raise Invalid({"days": _("Write a number of days, from 1 to 3650.")})
    commands.suspend(viewer(), person_id, days=form.days.data)
    flash(_("The account is suspended."))
    return see_other("accounts.people")


@bp.post("/people/<int:person_id>/lift")
def lift(person_id: int) -> Any:
    """End a suspension."""
    commands.lift_suspension(viewer(), person_id)
    flash(_("The suspension is lifted."))
    return see_other("accounts.people")
