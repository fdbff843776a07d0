"""The paper as a PDF, drawn by WeasyPrint from the fonts of the machine. It fetches nothing: neither net nor files."""

from functools import cache
from typing import Any

import structlog
from flask import render_template

from goforum.core.paths import STATIC
from goforum.minutes.paper import Paper

SHEET = STATIC / "minutes" / "sheet.css"
log = structlog.get_logger(__name__)


class NothingElse(ValueError):
    """The sheet asked for something outside itself."""


@cache
def available() -> bool:
    """Whether this machine can draw PDF: WeasyPrint's own libraries (Pango) come from the system's packages."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        log.warning("no_pdf", why=str(error)[:200])
        return False
    return bool(weasyprint.VERSION)


def _refuse(url: str, *_more: Any, **_options: Any) -> Any:
    raise NothingElse(url)


def draw(paper: Paper) -> bytes:
    """The PDF of a paper, tagged for screen readers, with its language."""
    import weasyprint

    page = render_template("minutes/sheet.html", paper=paper)
    sheet = weasyprint.CSS(string=SHEET.read_text(encoding="utf-8"), url_fetcher=_refuse)
    body: bytes = weasyprint.HTML(string=page, url_fetcher=_refuse).write_pdf(
        stylesheets=[sheet], pdf_variant="pdf/ua-1")
    return body
