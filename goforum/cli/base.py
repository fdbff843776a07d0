"""What every command shares: the group they belong to, their mistakes told in words, the application."""

from pathlib import Path
from typing import Any

import click
from flask import Flask

from goforum.config import Explained, Settings, load_settings

NEW_FILE = click.Path(dir_okay=False, path_type=Path)
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Words(click.Group):
    """A group of commands whose mistakes are told in a sentence, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Explained as wrong:
            raise click.ClickException(str(wrong)) from None


@click.group(cls=Words, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="goforum", message="goforum %(version)s")
def main() -> None:
    """Thematic working groups, proposals, votes and live meetings, beside the commitments they are about."""


def application(settings: Settings | None = None) -> Flask:
    from goforum.app import create_app

    return create_app(settings or load_settings())
