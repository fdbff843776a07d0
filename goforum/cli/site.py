"""Setting up and serving a site, its people and plans, and what developers ask of it."""

import json
import secrets
import sys
from pathlib import Path

import click

from goforum.accounts.rules import MIN_PASSWORD
from goforum.cli.base import A_FILE, application, main
from goforum.config import Settings, load_settings


@main.command()
def init() -> None:
    """Prepare the data directory and bring the database to the newest schema."""
    settings = load_settings()
    from goforum.serving.database import migrate

    migrate(application(settings))
    click.echo(f"Ready: {_database_in_words(settings)}. Next: goforum create-admin, then goforum serve.")


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database to the newest schema."""
    settings = load_settings()
    from goforum.serving.database import migrate

    migrate(application(settings))
    click.echo(f"The schema is up to date in {_database_in_words(settings)}.")


def _database_in_words(settings: Settings) -> str:
    if settings.is_sqlite:
        return f"SQLite, {settings.sqlalchemy_url.removeprefix('sqlite:///')}"
    return "PostgreSQL"


@main.command()
@click.option("--port", type=int, default=None, envvar="PORT", help="First port of the web processes [5000].")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; nginx stands in front.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True,
              help="Web processes, one for each port from the first on.")
@click.option("--no-worker", is_flag=True, help="Leave the worker to another machine or unit.")
def serve(port: int | None, host: str, processes: int, no_worker: bool) -> None:
    """Run a real site: web processes and the worker under one parent."""
    from goforum.serving.site import run_site

    settings = load_settings()
    if processes > 1 and not settings.redis_url:
        raise click.ClickException(
            "Several web processes need GOFORUM_REDIS_URL: through it they share the live rooms.")
    sys.exit(run_site(settings, host, port or 5000, processes=processes, worker=not no_worker))


@main.command()
@click.option("--port", type=int, default=None, envvar="PORT", help="Port of the demo [5000].")
def demo(port: int | None) -> None:
    """Run goforum with demo content on http://127.0.0.1:5000; Ctrl-C ends it."""
    from goforum.serving.demo import run_demo

    sys.exit(run_demo(port or 5000))


@main.command()
def worker() -> None:
    """Run the worker alone: mail, search index, polls that end, queued tasks."""
    from goforum.serving.worker import main as work

    work()


@main.command("create-admin")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.option("--language", type=click.Choice(["ar", "fr", "en"]), default="fr", show_default=True)
@click.option("--password", default=None, help="Asked for when left out; better so, as others can see commands.")
def create_admin(email: str, name: str, language: str, password: str | None) -> None:
    """Create a person who administers the site, or make an existing account one."""
    from goforum.accounts.commands import create_person, make_admin
    from goforum.accounts.passwords import hash_password
    from goforum.accounts.queries import find_person_id

    app = application()
    with app.test_request_context():
        if find_person_id(email) is not None:
            make_admin(email)
            click.echo(f"{email} administers the site now; name and password stay as they are.")
            return
        if password is None:
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        if len(password) < MIN_PASSWORD:
            raise click.ClickException(f"Use at least {MIN_PASSWORD} characters for the password.")
        person_id = create_person(name=name, email=email, password_hash=hash_password(password),
                                  language=language, is_admin=True)
    click.echo(f"Administrator number {person_id}: {email}")


@main.command("import-plan")
@click.argument("file", type=A_FILE)
def import_plan(file: Path) -> None:
    """Read an action plan (JSON as in docs/formats) into the site; a second time changes nothing."""
    from goforum.commitments.plan_import import import_plan as read
    from goforum.core.rules import Invalid

    app = application()
    with app.test_request_context():
        try:
            report = read(json.loads(file.read_text(encoding="utf-8")))
        except Invalid as wrong:
            raise click.ClickException("; ".join(map(str, wrong.errors.values()))) from None
        except json.JSONDecodeError as wrong:
            raise click.ClickException(f"{file} is not JSON: {wrong}") from None
    click.echo(f"{report.plan_slug}: {report.commitments} commitments, {report.created} of them new")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--method", required=True,
              type=click.Choice(["schulze", "irv", "stv", "approval", "score", "plurality"]))
@click.option("--seats", type=click.IntRange(1), default=None,
              help="Places to fill [1; for stv the number the file states].")
@click.option("--seed", default="", help="Seed of the published lot that breaks what the ballots leave level.")
@click.option("--json", "as_json", is_flag=True, help="Everything that was found, as one JSON object.")
def tally(file: Path, method: str, seats: int | None, seed: str, as_json: bool) -> None:
    """Count a file of ballots (BLT, CSV, Debian tally sheet) without a site or a database."""
    from goforum.voting.tally_files import Malformed
    from goforum.voting.tallying import count_file, in_lines

    try:
        found = count_file(file.read_bytes(), method, seats, seed)
    except Malformed as wrong:
        raise click.ClickException(f"{file}, {wrong}") from None
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        click.echo("\n".join(in_lines(found)))


@main.command("map")
@click.argument("event", required=False)
def map_command(event: str | None) -> None:
    """Print features, routes, socket events, and who hears each domain event (or one of them)."""
    from goforum.serving.map import draw_map

    settings = load_settings(environment="development", secret_key=secrets.token_hex(32))
    for line in draw_map(application(settings), event):
        click.echo(line)


@main.command("bench-data")
@click.option("--topics", type=click.IntRange(1), default=1000, show_default=True)
@click.option("--posts", type=click.IntRange(1), default=20, show_default=True, help="Posts in each topic.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same content.")
def bench_data(topics: int, posts: int, seed: int) -> None:
    """Fill the database with made-up mixed-language content, to measure with."""
    from goforum.demo.bench_data import fill
    from goforum.serving.database import migrate

    settings = load_settings()
    if settings.is_production:
        raise click.ClickException("bench-data fills a site with made-up content: set GOFORUM_ENVIRONMENT=development.")
    app = application(settings)
    migrate(app)
    with app.test_request_context():
        click.echo(json.dumps(fill(topics, posts, seed)))


@main.command()
def render() -> None:
    """Read a post's text from standard input and print the HTML the site would store."""
    from goforum.core.text import TextTooLong, render_markdown

    # As a browser's form would arrive: UTF-8, and never a traceback for bytes that are not.
    source = sys.stdin.buffer.read().decode("utf-8", "replace")
    settings = load_settings(environment="development", secret_key=secrets.token_hex(32))
    with application(settings).test_request_context():
        try:
            click.echo(render_markdown(source).html)
        except TextTooLong as long:
            sentence = f"A post has at most {long.limit} characters; this one has {long.length}."
            raise click.ClickException(sentence) from None
