"""Every refusal as a page in the reader's language, with the right status and a way on."""

from typing import Any

import structlog
from flask import Flask, g, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from goforum.core import metrics
from goforum.core.db import let_go
from goforum.core.rules import Crowded, Invalid, Refusal
from goforum.core.viewer import VISITOR

log = structlog.get_logger(__name__)
RETRY_AFTER = {429: "30", 503: "5"}
# Fields whose text a person would hate to lose when their session ended while they wrote.
KEPT = ("title", "body", "text", "reason", "message")


def error_page(status: int, *, reason: Any = "", help: str | None = None, code: str = "", wait: int = 0) -> Response:
    """The page for one refusal; it must draw even when the database does not answer."""
    # A body that is too large cannot be read again to give it back; the browser still holds it.
    readable = request.method == "POST" and status not in {408, 413}
    typed = {k: request.form[k] for k in KEPT if request.form.get(k)} if readable else {}
    html = render_template("errors/error.html", code=status, reason=reason, help=help, error_code=code,
                           typed=typed, request_id=g.get("request_id", ""))
    response = Response(html, status, mimetype="text/html")
    if status in RETRY_AFTER:
        response.headers["Retry-After"] = str(wait or RETRY_AFTER[status])
    return response


def is_away(error: BaseException | None) -> bool:
    """Whether a fault comes from a connection to the database that broke under it, however it was passed on."""
    while error is not None:
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        if lost or isinstance(error, OperationalError | InterfaceError | PendingRollbackError | PoolTimeout):
            return True
        error = error.__cause__ or error.__context__
    return False


def _as_visitor() -> None:
    """Draw the rest of this request without asking the database who is looking."""
    let_go()
    g._login_user = VISITOR  # noqa: SLF001 - Flask-Login's own cache; the only way not to ask the database


def _database_away(error: Exception) -> Response:
    metrics.DATABASE_AWAY.add()
    log.error("database_away", error=type(error).__name__)
    _as_visitor()
    return error_page(503)


def init_errors(app: Flask) -> None:
    """Register one handler for each family of refusals."""

    @app.errorhandler(Crowded)
    def _crowded(error: Crowded) -> Response:
        _as_visitor()  # who is looking is in the database, which may be what is behind
        return error_page(503, code=error.code, wait=error.seconds)

    @app.errorhandler(Refusal)
    def _refused(error: Refusal) -> Response:
        let_go()
        if isinstance(error, Invalid) and not error.reason:
            error.reason = " ".join(str(reason) for reason in error.errors.values())
        if error.help == "log-in" and request.method == "GET":
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
        return error_page(error.status, reason=error.reason, help=error.help, code=error.code)

    @app.errorhandler(CSRFError)
    def _csrf(_error: CSRFError) -> Response:
        return error_page(400, code="session-ended")

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        response = error_page(error.code)
        if error.code == 405 and getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
        return response

    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)

    @app.errorhandler(Exception)
    def _broken(error: Exception) -> Response:
        if is_away(error):
            return _database_away(error)
        if app.config["PROPAGATE_EXCEPTIONS"]:
            raise error
        log.error("unhandled", exc_info=error, endpoint=request.endpoint)
        _as_visitor()
        return error_page(500)
