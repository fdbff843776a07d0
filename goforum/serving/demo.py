"""The demo: a whole site with real content in a directory of its own, started with one command."""

import os
import secrets
import time
from pathlib import Path

import click
import orjson

from goforum.config import Settings, load_settings
from goforum.core import paths
from goforum.serving.site import refuse_taken_ports, run_site

HOST = "127.0.0.1"
# Left in the data directory when everything is there.
MARK = "demo-prepared.json"


def demo_environment(port: int) -> dict[str, str]:
    """The settings of the demo; what the operator has set already is kept."""
    data = Path(os.environ.get("GOFORUM_DATA_DIR", ".demo")).resolve()
    data.mkdir(parents=True, exist_ok=True)
    return {
        "GOFORUM_ENVIRONMENT": "demo",
        "GOFORUM_DATA_DIR": str(data),
        "GOFORUM_SECRET_KEY": os.environ.get("GOFORUM_SECRET_KEY") or _kept_key(data / "secret-key"),
        "GOFORUM_BASE_URL": f"http://{HOST}:{port}",
        "GOFORUM_LOG_LEVEL": os.environ.get("GOFORUM_LOG_LEVEL", "WARNING"),
    }


def _kept_key(path: Path) -> str:
    """The same key at every start, so that people stay signed in; readable by this user only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii")


def run_demo(port: int) -> int:
    """Prepare content if there is none yet, serve it, and say where and as whom to look."""
    began = time.monotonic()
    refuse_taken_ports(HOST, range(port, port + 1))
    environment = demo_environment(port)
    settings = load_settings({**os.environ, **environment})
    people = _prepared(settings) or _prepare(settings)

    def ready() -> None:
        seconds = time.monotonic() - began
        click.echo(f"\ngoforum demo: {settings.base_url}   (ready in {seconds:.1f} s; Ctrl-C ends it)")
        click.echo("Mail is printed here. Example accounts, all with the password shown:")
        for one in people:
            click.echo(f"  {one['email']:<34} {one['password']:<22} {one['role']}")

    return run_site(settings, HOST, port, environment=environment, ready=ready, migrated=True)


def _stamp(settings: Settings) -> list[str]:
    """What a prepared demo depends on: the schema of this version, the database."""
    head = paths.MIGRATIONS / "HEAD"
    return [head.read_text(encoding="ascii").strip() if head.exists() else "",
            settings.sqlalchemy_url]


def _prepared(settings: Settings) -> list[dict[str, str]] | None:
    """The accounts, when an earlier start prepared all of it: then nothing has to be loaded to look again."""
    try:
        kept = orjson.loads((settings.data_dir / MARK).read_bytes())
    except (OSError, ValueError):
        return None
    if settings.is_sqlite and not Path(settings.sqlalchemy_url.removeprefix("sqlite:///")).exists():
        return None
    people: list[dict[str, str]] = kept["people"]
    return people if kept["stamp"] == _stamp(settings) else None


def _prepare(settings: Settings) -> list[dict[str, str]]:
    from goforum.app import create_app
    from goforum.demo.load import accounts, load_demo
    from goforum.serving.database import migrate

    app = create_app(settings)
    migrate(app)
    with app.test_request_context():
        load_demo()
        people = [{"email": one.email, "password": one.password, "role": one.role} for one in accounts()]
    kept = orjson.dumps({"stamp": _stamp(settings), "people": people})
    (settings.data_dir / MARK).write_bytes(kept)
    return people
