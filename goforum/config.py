"""Every setting of goforum, typed, with its default and one line of why.

Settings come from environment variables named ``GOFORUM_<NAME>``; nothing is read from files, so
an operator sees the whole of a deployment in one place. ``docs/operating.md`` explains each.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

WEAK_KEYS = frozenset({"", "dev", "secret", "changeme", "change-me", "password", "goforum"})
MIN_KEY_LENGTH = 32
LANGUAGES = ("ar", "fr", "en")


class Explained(RuntimeError):
    """Something the operator has to mend; the message says what and how, and is all they are shown."""


class ConfigError(Explained):
    """A setting is missing or unsafe; the message says which one and what to do, in words."""


@dataclass(frozen=True)
class Settings:
    """The settings of one running site."""

    # Signs cookies and links. Production refuses to start with a short or well-known one.
    secret_key: str = ""
    # Where everything durable lives when the database is the embedded one.
    data_dir: Path = field(default_factory=lambda: Path("data"))
    # Empty means the embedded SQLite file ``<data_dir>/goforum.db``.
    database_url: str = ""
    # Empty means no Redis: limits, jobs and sockets stay inside this machine.
    redis_url: str = ""
    # The public address: links in mail and the allowed Host and Origin come from it, never from a request.
    base_url: str = "http://127.0.0.1:5000"
    # smtp://user:password@host:587 ; empty prints mail on the worker's console.
    smtp_url: str = ""
    mail_from: str = "goforum <noreply@localhost>"
    # production | demo | development | testing; only production is strict about the key.
    environment: str = "production"
    debug: bool = False
    # Empty means "Open government forum", in the reader's language.
    site_name: str = ""
    # Above the title of minutes: the programme's name in Arabic, French and English, between bars; empty for none.
    minutes_banner: str = "الحكومة المنفتحة بالمغرب|Gouvernement ouvert Maroc|Open Government Morocco"
    default_language: str = "ar"
    default_zone: str = "Africa/Casablanca"
    # How many proxies in front add X-Forwarded-For; 0 trusts none.
    trusted_proxies: int = 0
    # A host allowed in frames of the meeting room (for example https://meet.jit.si); empty allows none.
    video_frame_origin: str = ""
    # "fast" frames a room's message once for all; "stock" is the library's own path.
    fanout: str = "fast"
    # whoosh | postgresql: where the search index lives; the second needs a PostgreSQL database.
    search_backend: str = "whoosh"
    # age1…, ssh-… or a gpg key: who alone may read what `goforum backup` writes; empty leaves it readable.
    backup_recipient: str = ""
    # Requests a minute for one address on pages that write.
    write_limit: str = "120 per minute"
    rate_limits: bool = True
    # Ask py3langid where the words of a text leave its language in doubt: about 60 MB for each web process.
    language_model: bool = True
    # What people may add to what they write: bytes of one file, files of one post, bytes of one person in a day.
    file_max_bytes: int = 10 * 1000 * 1000
    files_per_post: int = 10
    file_bytes_per_day: int = 100 * 1000 * 1000
    # How long a file that nothing refers to is kept, so that a draft of yesterday still finds its files.
    file_grace_hours: int = 48
    # A secret with which `/metrics` may be read from elsewhere (`Authorization: Bearer …`); empty: this machine alone.
    metrics_token: str = ""
    # Memory of each web process for public pages kept whole, in bytes; 0 keeps none, and each is drawn when asked for.
    public_cache_bytes: int = 24 * 1000 * 1000
    log_level: str = "INFO"

    @property
    def sqlalchemy_url(self) -> str:
        """The database address SQLAlchemy uses; PostgreSQL always through psycopg 3."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.resolve() / 'goforum.db'}"
        for prefix in ("postgresql://", "postgres://"):
            if self.database_url.startswith(prefix):
                return "postgresql+psycopg://" + self.database_url.removeprefix(prefix)
        return self.database_url

    @property
    def is_sqlite(self) -> bool:
        return self.sqlalchemy_url.startswith("sqlite")

    @property
    def secure_cookies(self) -> bool:
        """Cookies carry Secure and the ``__Host-`` prefix whenever the site is served over https."""
        return self.base_url.startswith("https://")

    @property
    def site_mark(self) -> str:
        """What sets this site apart on a Redis it shares: all its processes have the same key, no other site has.

        Redis does not divide its channels by database number: without a mark of its own, one site's room 12 would
        hear another's.
        """
        return "goforum-" + hashlib.sha256(f"site:{self.secret_key}".encode()).hexdigest()[:16]

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    def check(self) -> None:
        """Refuse to run a real site unsafely; raises ConfigError in words."""
        if self.environment not in {"production", "demo", "development", "testing"}:
            raise ConfigError(
                "GOFORUM_ENVIRONMENT must be production, demo, development or testing,"
                f" not {self.environment!r}."
            )
        if self.default_language not in LANGUAGES:
            raise ConfigError("GOFORUM_DEFAULT_LANGUAGE must be ar, fr or en.")
        if self.default_zone not in available_timezones():
            raise ConfigError("GOFORUM_DEFAULT_ZONE must be an IANA zone, such as Africa/Casablanca.")
        if self.search_backend not in {"whoosh", "postgresql"}:
            raise ConfigError("GOFORUM_SEARCH_BACKEND must be whoosh or postgresql.")
        if self.search_backend == "postgresql" and self.is_sqlite:
            raise ConfigError("GOFORUM_SEARCH_BACKEND=postgresql needs a PostgreSQL GOFORUM_DATABASE_URL.")
        if not self.is_production:
            return
        if self.debug:
            raise ConfigError("GOFORUM_DEBUG must be off in production: it shows code and data to anyone.")
        if self.secret_key.lower() in WEAK_KEYS or len(self.secret_key) < MIN_KEY_LENGTH:
            raise ConfigError(
                f"GOFORUM_SECRET_KEY must be a random text of at least {MIN_KEY_LENGTH} characters."
                ' Make one with: python3 -c "import secrets; print(secrets.token_hex(32))"'
            )


def _parse(kind: Any, raw: str, name: str) -> Any:
    if kind is bool:
        if raw.lower() not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
            raise ConfigError(f"{name} must be 1 or 0, not {raw!r}.")
        return raw.lower() in {"1", "true", "yes", "on"}
    if kind is int:
        try:
            return int(raw)
        except ValueError:
            raise ConfigError(f"{name} must be a whole number, not {raw!r}.") from None
    return kind(raw)


def load_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Settings from the environment, with explicit values (tests, the demo) on top; checked."""
    env = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for item in fields(Settings):
        name = f"GOFORUM_{item.name.upper()}"
        if name in env:
            values[item.name] = _parse(item.type, env[name], name)
    settings = Settings(**{**values, **overrides})
    settings.check()
    return settings
