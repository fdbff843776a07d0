"""Drawing the mail about what people were told, at the moment it is sent: from ids, as its reader may see it then."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, url_for
from flask_babel import gettext as _

from goforum.core.i18n import direction, language
from goforum.core.outbox import DueMail, Letter
from goforum.core.text import excerpt as shortened
from goforum.notifications import queries
from goforum.notifications.invites import draw_invites
from goforum.notifications.kinds import kinds
from goforum.notifications.links import Unsubscribing, unsubscribe_url
from goforum.notifications.queries import Line

# More than so many lines are a reason to come and see, not to scroll a mail.
SHOWN = 20
EXCERPT = 300


@dataclass(frozen=True)
class Piece:
    """One line of a mail, as text and as HTML."""

    words: str
    before: str
    title: str
    title_lang: str
    title_dir: str
    after: str
    url: str
    detail: str
    excerpt: str
    excerpt_dir: str


def draw_news(mail: DueMail) -> Letter | None:
    """Everything for the templates; None when nothing is left to say: read, gone, or no longer theirs to see."""
    person_id = int(mail.data["person_id"])
    if not queries.wants_mail(person_id, mail.to_address):
        return None
    lines = queries.list_mail_lines(person_id, int(mail.data["mail_id"]))
    if not lines:
        return None
    excerpts = queries.load_excerpts(person_id, lines[:SHOWN])
    heads = queries.load_heads(lines[:SHOWN])
    pieces = [_piece(line, excerpts.get(line.first_id), heads.get(line.first_id, "")) for line in lines[:SHOWN]]
    scope = _scope(person_id, lines)
    stop = unsubscribe_url(scope)
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    if scope.scope == "thread":
        host = urlsplit(url_for("pages.home", _external=True)).hostname or "localhost"
        headers["References"] = f"<thread-{scope.number}@{host}>"
    return Letter({
        "pieces": pieces, "more": len(lines) - len(pieces), "stop": stop, "scope": scope.scope,
        "settings": url_for("notifications.following", _external=True),
        "all_news": url_for("notifications.index", _external=True),
        "lang": language(), "dir": direction(language()),
        "side": "right" if direction(language()) == "rtl" else "left",
        "site": current_app.config["SITE_NAME"] or _("Open government forum"),
    }, headers, draw_invites(person_id, int(mail.data["mail_id"]), mail.to_name, mail.to_address))


def _scope(person_id: int, lines: list[Line]) -> Unsubscribing:
    """The narrowest thing all lines are about."""
    threads = {line.topic for line in lines}
    groups = {line.group.id if line.group else None for line in lines}
    topic = threads.pop() if len(threads) == 1 else ""
    if topic.startswith("thread:"):
        return Unsubscribing(person_id, "thread", int(topic.removeprefix("thread:")))
    group = groups.pop() if len(groups) == 1 else None
    return Unsubscribing(person_id, "group", group) if group else Unsubscribing(person_id, "all", 0)


def _piece(line: Line, excerpt: tuple[str, str] | None, head: str = "") -> Piece:
    before, _mark, after = kinds[line.kind].words(line.count, "\x00").partition("\x00")
    names = [line.actor.name] if line.actor and line.actor.name else []
    if line.group:
        names.append(str(queries.name_of(line.group)))
    if head:
        excerpt = (_("Last number of the chain of ballots; keep it: %(head)s", head=head), language())
    base = url_for("pages.home", _external=True).rstrip("/")
    return Piece(
        words=kinds[line.kind].words(line.count, line.about.title), before=before, title=line.about.title,
        title_lang=line.about.lang or language(), title_dir=direction(line.about.lang) if line.about.lang else "auto",
        after=after, url=base + line.about.url if line.about.url.startswith("/") else line.about.url,
        detail=" · ".join(names), excerpt=shortened(excerpt[0], EXCERPT) if excerpt else "",
        excerpt_dir=direction(excerpt[1]) if excerpt else "auto")
