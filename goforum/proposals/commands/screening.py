"""The words of a proposal, an amendment or an argument meet the group's policy where others will read them.

There is no waiting here (decision 0034): a vote, a support or an amendment cannot hang on a text nobody sees. Words to
cover are covered; what would have to wait is refused beside its field, with a way on. A draft its author alone sees is
not looked at before it is published.
"""

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
