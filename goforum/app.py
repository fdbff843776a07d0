"""The application: settings, extensions, features, error pages, in the order they depend on each other."""

import secrets
from collections.abc import Callable
from typing import Any

import orjson
from flask import Flask, Request, request
from flask.json.provider import JSONProvider
from flask_limiter import Limiter
from flask_login import LoginManager
from jinja2 import StrictUndefined
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from goforum.accounts.queries import live_sessions
from goforum.accounts.sessions import viewer_by_key
from goforum.config import Settings, load_settings
from goforum.core import paths
from goforum.core.assets import init_assets
from goforum.core.compression import init_compression
from goforum.core.db import db, end_session, engine_options, prepare_engine
from goforum.core.errors import init_errors
from goforum.core.health import Health, readiness
from goforum.core.i18n import init_i18n
from goforum.core.load import init_load, meter
from goforum.core.logs import init_logs
from goforum.core.public import init_public
from goforum.core.security import UNSAFE, init_security
from goforum.core.sockets import init_sockets, set_viewer_loader
from goforum.core.viewer import VISITOR
from goforum.core.watching import init_watching
from goforum.core.web import caller, viewer
from goforum.features import register_features


class RowNumber(IntegerConverter):
    """``<int:…>`` in an address: a number no row can have is an address that does not exist, on both databases."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": 2**31 - 1, **kwargs})


class FastJson(JSONProvider):
    """orjson for every JSON answer: Arabic stays Arabic instead of six bytes a letter."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return orjson.dumps(obj, default=str).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return orjson.loads(s)


class Words(ImmutableMultiDict[str, Any]):
    """Arguments and cookies: what is not there is answered at once, where the library raises and catches an error."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        return super().get(key, default, type) if key in self else default


class Asked(Request):
    """A request, of which a page looks at a dozen arguments and cookies that most do not bring."""

    parameter_storage_class = dict_storage_class = Words


class Site(Flask):
    """Flask, without what this site has no use for."""

    request_class = Asked

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No function here is a coroutine: not looked at one by one for every request."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """A whole goforum for these settings (the environment's by default)."""
    settings = settings or load_settings()
    init_logs(settings.log_level)
    app = Site("goforum", template_folder=str(paths.TEMPLATES), static_folder=None)
    _configure(app, settings)
    _database(app)
    init_public(app, settings)
    init_i18n(app, settings.default_language, settings.default_zone)
    _login(app)
    init_compression(app, settings.trusted_proxies)
    init_assets(app)
    init_security(app, settings)
    _limits(app, settings)
    init_errors(app)
    _sockets(app, settings)
    register_features(app)
    _health(app)
    init_watching(app, settings)
    init_load(app, settings.default_language)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.json = FastJson(app)
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SETTINGS=settings,
        # Production has refused an empty key; elsewhere one of our own lasts as long as the process.
        SECRET_KEY=settings.secret_key or secrets.token_hex(32),
        DEBUG=settings.debug, TESTING=settings.environment == "testing",
        PROPAGATE_EXCEPTIONS=settings.environment == "testing",
        TRANSLATIONS_DIR=paths.TRANSLATIONS, SITE_NAME=settings.site_name,
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.sqlalchemy_url),
        SQLALCHEMY_RECORD_QUERIES=False,
    )


def _database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    # Before the library's own end of the session, which lets a connection that broke take the answer with it.
    app.teardown_appcontext(lambda _error: end_session())


def _login(app: Flask) -> None:
    manager = LoginManager(app)
    # Phones change address with every cell; the session row, not the address, says who this is.
    manager.session_protection = None
    manager.anonymous_user = lambda: VISITOR
    manager.login_view = "accounts.sign_in"

    @app.context_processor
    def _viewer() -> dict[str, Any]:
        return {"viewer": viewer(), "site_name": app.config["SITE_NAME"]}


def _limits(app: Flask, settings: Settings) -> None:
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://", RATELIMIT_KEY_PREFIX=settings.site_mark,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STRATEGY="sliding-window-counter", RATELIMIT_HEADERS_ENABLED=False,
        # A Redis that is away must not take the site with it.
        RATELIMIT_SWALLOW_ERRORS=True,
    )
    app.extensions["goforum_limiter"] = Limiter(
        _who_is_counted, app=app, application_limits=[settings.write_limit],
        application_limits_exempt_when=lambda: request.method not in UNSAFE,
    )


def _who_is_counted() -> str:
    """A signed-in person counts alone, wherever they write from; visitors count by address."""
    me = viewer()
    return f"person:{me.id}" if me.id else caller()


def _sockets(app: Flask, settings: Settings) -> None:
    init_sockets(app, settings)
    # Sockets read the session again on every event, and core knows no feature: it is told how here.
    set_viewer_loader(viewer_by_key, live_sessions)


def _health(app: Flask) -> None:
    @app.get("/healthz")
    def healthz() -> str:
        """The process answers."""
        return "ok\n"

    @app.get("/readyz")
    def readyz() -> tuple[str, int]:
        """The process can do its work: its database answers with the right schema, its disk has room."""
        settings: Settings = app.config["SETTINGS"]
        if meter.draining:
            return "not ready: stopping\n", 503
        wrong = [one for one in readiness(settings.data_dir) if one.health is Health.FAIL]
        return ("not ready: " + "; ".join(one.name for one in wrong) + "\n", 503) if wrong else ("ready\n", 200)
