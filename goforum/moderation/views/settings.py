"""What a group lets wait, the words it watches for, and the sentences its moderators use again."""

from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _

from goforum.accounts.rules import may_administer
from goforum.core.rules import Invalid, require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups import commands as group_commands
from goforum.groups.queries import GroupCard, list_words, policy_of
from goforum.moderation import commands, forms, queries
from goforum.moderation.views.base import bp, enter_moderated

Place = GroupCard | None


def _place(slug: str | None) -> Place:
    if slug is not None:
        return enter_moderated(slug)
    require(may_administer(viewer()))
    keep_private()
    return None


def _back(group: Place) -> Any:
    return see_other("moderation.settings", slug=group.slug) if group else see_other("moderation.site_settings")


def _draw(group: Place, *, policy: forms.PolicyForm | None = None, word: forms.WordForm | None = None,
          sentence: forms.SentenceForm | None = None, status: int = 200) -> Any:
    group_id = group.id if group else None
    if policy is None and group is not None:
        policy = forms.PolicyForm(formdata=None, obj=policy_of(group.id))
    return render_template(
        "moderation/settings.html", group=group, policy=policy, word=word or forms.WordForm(formdata=None),
        sentence=sentence or forms.SentenceForm(formdata=None), words=list_words(group_id),
        word_acts=dict(forms.WORD_ACTS), sentences=queries.saved_reasons(group_id, with_site=False)), status


@bp.get("/groups/<slug>/moderation/settings")
def settings(slug: str) -> Any:
    """The rules a group's moderation follows."""
    return _draw(_place(slug))


@bp.get("/moderation/settings")
def site_settings() -> Any:
    """Watched words and sentences of the whole site."""
    return _draw(_place(None))


@bp.post("/groups/<slug>/moderation/settings")
def change_policy(slug: str) -> Any:
    """Say what waits before it is published."""
    group = _place(slug)
    assert group is not None
    form = forms.PolicyForm()
    if form.validate_on_submit():
        try:
            group_commands.set_policy(person_id(), group.id, inherits_moderation=form.inherits_moderation.data,
                                      hold_first=form.hold_first.data, hold_links=form.hold_links.data,
                                      min_seconds=form.min_seconds.data, posts_an_hour=form.posts_an_hour.data)
            flash(_("Saved."))
            return _back(group)
        except Invalid as invalid:
            form.add_errors(invalid)
    return _draw(group, policy=form, status=422)


def _add_word(group: Place) -> Any:
    form = forms.WordForm()
    if form.validate_on_submit():
        try:
            group_commands.add_word(person_id(), group.id if group else None, word=form.word.data, act=form.act.data)
            flash(_("The word is watched for from now on."))
            return _back(group)
        except Invalid as invalid:
            form.add_errors(invalid)
    return _draw(group, word=form, status=422)


@bp.post("/groups/<slug>/moderation/words")
def add_word(slug: str) -> Any:
    """Watch for a word in a group."""
    return _add_word(_place(slug))


@bp.post("/moderation/words")
def add_site_word() -> Any:
    """Watch for a word everywhere."""
    return _add_word(_place(None))


def _remove_word(group: Place, word_id: int) -> Any:
    group_commands.remove_word(person_id(), group.id if group else None, word_id)
    flash(_("The word is not watched for any more."))
    return _back(group)


@bp.post("/groups/<slug>/moderation/words/<int:word_id>/remove")
def remove_word(slug: str, word_id: int) -> Any:
    """Stop watching for a word in a group."""
    return _remove_word(_place(slug), word_id)


@bp.post("/moderation/words/<int:word_id>/remove")
def remove_site_word(word_id: int) -> Any:
    """Stop watching for a word everywhere."""
    return _remove_word(_place(None), word_id)


def _save_sentence(group: Place) -> Any:
    form = forms.SentenceForm()
    if form.validate_on_submit():
        try:
            commands.save_reason(person_id(), group.id if group else None, reason=form.reason.data,
                                 text_ar=form.text_ar.data or "", text_fr=form.text_fr.data or "",
                                 text_en=form.text_en.data or "")
            flash(_("The sentence is saved."))
            return _back(group)
        except Invalid as invalid:
            form.add_errors(invalid)
    return _draw(group, sentence=form, status=422)


@bp.post("/groups/<slug>/moderation/sentences")
def save_sentence(slug: str) -> Any:
    """Keep a sentence for a group's moderators."""
    return _save_sentence(_place(slug))


@bp.post("/moderation/sentences")
def save_site_sentence() -> Any:
    """Keep a sentence for all moderators."""
    return _save_sentence(_place(None))


def _retire(group: Place, reason_id: int) -> Any:
    commands.retire_reason(person_id(), group.id if group else None, reason_id)
    flash(_("The sentence is offered no more."))
    return _back(group)


@bp.post("/groups/<slug>/moderation/sentences/<int:reason_id>/retire")
def retire_sentence(slug: str, reason_id: int) -> Any:
    """Offer a group's sentence no more."""
    return _retire(_place(slug), reason_id)


@bp.post("/moderation/sentences/<int:reason_id>/retire")
def retire_site_sentence(reason_id: int) -> Any:
    """Offer a sentence of the site no more."""
    return _retire(_place(None), reason_id)
