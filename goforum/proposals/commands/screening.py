"""Words beside a proposal meet the group's policy where others will read them: its text, amendments,
arguments, changes to commitments, reasons, remarks.

There is no waiting here (decision 0034): a vote, a support or an amendment cannot hang on a text nobody sees. Words to
cover are covered; what would have to wait is refused beside its field, with a way on. A draft its author alone sees is
not looked at before it is published.
"""

from collections.abc import Mapping

from goforum.core.rules import Invalid
from goforum.groups.rules import Standing
from goforum.threads.commands.passing import passed_text
from goforum.threads.commands.screening import covered
from goforum.threads.commands.writing import Written


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
