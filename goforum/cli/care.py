"""Looking after a site: backups, uploaded files, a doctor."""

import json
import sys
from contextlib import suppress
from pathlib import Path

import click

from goforum.cli.base import A_FILE, NEW_FILE, application, main
from goforum.config import load_settings
from goforum.core.rules import Refusal


@main.command()
@click.argument("file", type=NEW_FILE)
@click.option("--recipient", default=None, help="age1…, ssh-… or a gpg key [GOFORUM_BACKUP_RECIPIENT].")
def backup(file: Path, recipient: str | None) -> None:
    """Write the whole site into FILE while it runs: the database, the files, the keys. Never overwrites."""
    from goforum.serving.backup import make

    settings = load_settings()
    done = make(settings, file, settings.backup_recipient if recipient is None else recipient)
    click.echo(f"{file}: {sum(done['rows'].values())} rows, {len(done['members']) - 1} files. "
               "Next: goforum backup-check, and keep the secret key elsewhere.")


@main.command("backup-check")
@click.argument("file", type=A_FILE)
@click.option("--identity", default="", help="The key file, when the backup is encrypted with age.")
def backup_check(file: Path, identity: str) -> None:
    """Restore FILE somewhere of its own, compare it with what it says it holds, and remove it again."""
    from goforum.serving.backup import check

    done = check(load_settings(), file, identity)
    click.echo(f"{file} is whole: made {done['made_at']}, {sum(done['rows'].values())} rows, "
               f"{len(done['members']) - 1} files, schema {done['schema']}.")


@main.command()
@click.argument("file", type=A_FILE)
@click.option("--identity", default="", help="The key file, when the backup is encrypted with age.")
@click.option("--replace", is_flag=True, help="Also where there is a site with people already. Stop it first.")
def restore(file: Path, identity: str, *, replace: bool) -> None:
    """Put the backup FILE in the place of the site these settings describe, which must not be running."""
    from goforum.serving.backup import restore as put_back

    done = put_back(load_settings(), file, identity, replace=replace)
    click.echo(f"Restored as of {done['made_at']}: {sum(done['rows'].values())} rows. "
               "Next: goforum serve; it brings the schema up to date and builds the search index again.")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def doctor(*, as_json: bool) -> None:
    """Look at everything that tends to go wrong; ends with 1 when something has."""
    from goforum.serving.doctor import examine

    found = list(examine(application()))
    if as_json:
        click.echo(json.dumps({one.name: {"health": one.health, "words": one.words} for one in found}))
    else:
        for one in found:
            click.echo(f"{one.health:5} {one.name:12} {one.words}")
    sys.exit(any(one.health == "fail" for one in found))


@main.command()
@click.option("--again", is_flag=True, help="Try all of it again.")
@click.option("--forget", "forget", type=int, multiple=True, metavar="NUMBER", help="Forget this job.")
def dead(*, again: bool, forget: tuple[int, ...]) -> None:
    """Show the mails and jobs that failed each time they were tried; ends with 1 when there are any."""
    from goforum.core.jobs import dead_jobs, dig_up, try_again
    from goforum.core.outbox import dead_mail, revive_mail

    app = application()
    with app.app_context():
        for number in forget:
            dig_up(number)
        mails, jobs = dead_mail(), dead_jobs()
        for mail in mails:
            click.echo(f"mail {mail.id}  {mail.template}  given up {mail.dead_at:%Y-%m-%d %H:%M} UTC:"
                       f" {mail.last_error}")
        waiting = [job.id for job in jobs]
        for job in jobs:
            click.echo(f"job {job.id}  {job.name} {job.ids}  given up {job.died_at:%Y-%m-%d %H:%M} UTC"
                       f"  request {job.request_id}: {job.error}")
        if again:
            given = 0
            for number in waiting:
                with suppress(Refusal):  # it is among the dead again
                    if (taken := dig_up(number)) is not None:
                        try_again(taken)
                        given += 1
            click.echo(f"Tried again: {revive_mail()} mails, {given} jobs.")
        elif not mails and not jobs:
            click.echo("Nothing was given up.")
    sys.exit(bool(mails or jobs) and not again)


@main.group()
def files() -> None:
    """Look after what people have uploaded."""


@files.command("check")
@click.option("--clean", is_flag=True, help="Remove bytes that no row names and that are a day old.")
def files_check(clean: bool) -> None:
    """Read every stored file and compare it with its row; ends with 1 when one is missing or damaged."""
    from goforum.files.jobs import check

    app = application()
    with app.app_context():
        report = check(clean=clean)
    for what, found in (("missing", report.missing), ("damaged", report.damaged)):
        for file_id, name in found:
            click.echo(f"{what}: file {file_id}, {name}")
    click.echo(f"{report.rows} files: {len(report.missing)} missing, {len(report.damaged)} damaged,"
               f" {len(report.strays)} without a row.")
    sys.exit(0 if report.sound else 1)
