"""The demo: a whole site with real content in a directory of its own, started with one command."""

import os
import secrets
import time
from pathlib import Path

import click

from goforum.config import Settings, load_settings
from goforum.serving.site import refuse_taken_ports, run_site

HOST = "127.0.0.1"


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
    from goforum.app import create_app
    from goforum.demo.load import accounts, load_demo
    from goforum.serving.database import migrate

    began = time.monotonic()
    refuse_taken_ports(HOST, range(port, port + 1))
    environment = demo_environment(port)
    settings: Settings = load_settings({**os.environ, **environment})
    app = create_app(settings)
    migrate(app)
    with app.test_request_context():
        load_demo()
        people = accounts()

    def ready() -> None:
        click.echo(f"\ngoforum demo: {settings.base_url}   (ready in {time.monotonic() - began:.1f} s; Ctrl-C ends it)")
        click.echo("Mail is printed here. Example accounts, all with the password shown:")
        for one in people:
            click.echo(f"  {one.email:<34} {one.password:<22} {one.role}")

    return run_site(settings, HOST, port, environment=environment, ready=ready)
