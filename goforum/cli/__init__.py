"""The ``goforum`` command: set up, serve, look after a site."""

from goforum.cli import care, search, site
from goforum.cli.base import main

__all__ = ["care", "main", "search", "site"]
