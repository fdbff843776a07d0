"""The search index: built again, or tried on files outside the site."""

import json
import secrets
from pathlib import Path

import click

from goforum.cli.base import A_FILE, application, main
from goforum.config import load_settings


@main.group()
def search() -> None:
    """Look after the search index."""


@search.command("rebuild")
def search_rebuild() -> None:
    """Build the index again from the database; the site stays up meanwhile."""
    from goforum.search.jobs import rebuild

    app = application()
    with app.app_context():
        count = rebuild()
    click.echo(f"{count} things can be found.")


@search.command("try")
@click.option("--documents", "documents_file", required=True, type=A_FILE,
              help="JSONL: id, title, body, lang (ar, fr or en; guessed when left out).")
@click.option("--queries", "queries_file", required=True, type=A_FILE,
              help="JSONL: id, text.")
@click.option("--backend", type=click.Choice(["whoosh", "postgresql"]), default="whoosh", show_default=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Results of each question.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def search_try(documents_file: Path, queries_file: Path, backend: str, limit: int, *, as_json: bool) -> None:
    """Index and search files outside the site, with the site's own code, to judge what is found and how fast.

    PostgreSQL is the one of GOFORUM_DATABASE_URL; the trial lives in a schema that is dropped at the end.
    """
    from goforum.search.trying import Unreadable, engine_for_trial, read_lines, try_search

    settings = load_settings(environment="development", secret_key=secrets.token_hex(32), search_backend="whoosh")
    try:
        documents, queries = read_lines(documents_file, ["id"]), read_lines(queries_file, ["id", "text"])
    except Unreadable as wrong:
        raise click.ClickException(str(wrong)) from None
    with engine_for_trial(backend, settings) as engine:
        answers = try_search(engine, documents, queries, limit=limit)
    if as_json:
        click.echo(json.dumps({"backend": backend, "documents": len(documents), "results": [
            {"id": one.id, "ids": one.ids, "ms": one.ms} for one in answers]}, ensure_ascii=False))
        return
    for one in answers:
        click.echo(f"{one.id}\t{one.ms:.1f} ms\t{' '.join(one.ids)}")
