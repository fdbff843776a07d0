"""Doors to what is published of a vote: receipt, "check my vote", the box as a zip, the program that checks it."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from goforum.core import clock
from goforum.core.forms import Form, text
from goforum.core.rules import NotFound, require
from goforum.core.web import keep_private, person_id
from goforum.groups import queries as groups
from goforum.voting import rules
from goforum.voting.drawing import choice_words
from goforum.voting.keys import public_hex, public_pem
from goforum.voting.queries import PollView
from goforum.voting.queries import ledger as published
from goforum.voting.receipts import read_shown, receipt_of
from goforum.voting.views import enter

bp = Blueprint("box", __name__)
PROGRAM = Path(__file__).with_name("verify.py")


class CheckForm(Form):
    shown = text(_l("Your tracker, or your whole receipt"), limit=2_000,
                 hint=_l("32 letters and digits. It stands on your receipt."))


def _enter(poll_id: int) -> PollView:
    """A poll the person looking may read."""
    return enter(poll_id)[0]


def _page(template: str, poll: PollView, **more: Any) -> str:
    return render_template(template, poll=poll, group=groups.cards([poll.group_id])[poll.group_id], **more)


def _file(data: bytes, kind: str, name: str) -> Response:
    return Response(data, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _receipt_file(proof: published.Proof) -> Response:
    data = orjson.dumps(receipt_of(proof), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return _file(data, "application/json", f"receipt-{proof.poll_id}-{proof.tracker[:8]}.json")


@bp.get("/polls/<int:poll_id>/receipt")
def receipt(poll_id: int) -> Any:
    """One's receipt of an open vote. Of a secret one the site does not know whose it is: it is shown when voting."""
    poll = _enter(poll_id)
    keep_private()
    person_id()
    proof = published.find_open_proof(poll_id, poll.line.key) if poll.line and not poll.is_secret else None
    if proof is None:
        raise NotFound()
    return _page("voting/receipt.html", poll, proof=proof)


@bp.post("/polls/<int:poll_id>/receipt.json")
def receipt_file(poll_id: int) -> Any:
    """The receipt of the ballot with this tracker, as a file. Who knows the tracker has the ballot."""
    poll = _enter(poll_id)
    keep_private()
    shown = read_shown(request.form.get("tracker", ""))
    proof = published.get_proof(poll.id, shown.tracker) if shown else None
    if proof is None:
        raise NotFound()
    return _receipt_file(proof)


@bp.route("/polls/<int:poll_id>/check", methods=["GET", "POST"])
def check(poll_id: int) -> Any:
    """Find one's ballot in the box by its tracker or receipt."""
    poll = _enter(poll_id)
    keep_private()
    form, found, shown = CheckForm(), None, None
    if form.validate_on_submit():
        shown = read_shown(form.shown.data)
        if shown is None:
            form.shown.errors = [*form.shown.errors, _("There is no tracker in this. Copy it from your receipt.")]
        elif shown.poll and shown.poll != str(poll_id):
            form.shown.errors = [*form.shown.errors, _("This receipt is of another vote.")]
        else:
            found = published.find_by_tracker(poll_id, shown.tracker, shown.commit)
    said = choice_words(poll, found.choice) if found and found.choice is not None else []
    wrong = form.is_submitted() and found is None
    return _page("voting/check.html", poll, form=form, found=found, shown=shown, said=said), 422 if wrong else 200


@bp.get("/polls/<int:poll_id>/export.zip")
def export(poll_id: int) -> Any:
    """Everything that is published of a closed vote, as docs/verifying.md lays it out."""
    poll = _enter(poll_id)
    require(rules.may_see_ballots(poll, clock.now()))
    box, made = published.get_published(poll_id), BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in box.files().items():
            # The same box is the same file: no time of making in it.
            out.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return _file(made.getvalue(), "application/zip", f"poll-{poll_id}.zip")


@bp.get("/verify.py")
def program() -> Any:
    """The program that checks an export: one file, Python alone."""
    return _file(PROGRAM.read_bytes(), "text/x-python", "verify.py")


@bp.get("/votes/promises")
def promises() -> Any:
    """What is promised of a vote on this site, and what is not."""
    return render_template("voting/promises.html", public_hex=public_hex(), public_pem=public_pem())


@bp.get("/votes/key.pem")
def key() -> Any:
    """The public key that receipts are signed with."""
    return _file(public_pem().encode(), "application/x-pem-file", "key.pem")
