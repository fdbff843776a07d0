"""The files under deploy/ name settings, commands and paths that there are; a typing mistake there stops a site."""

import configparser
import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

from goforum.cli import main
from goforum.config import Settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
KNOWN = {f"GOFORUM_{one.name.upper()}" for one in fields(Settings)}
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())


def unit(name: str) -> configparser.ConfigParser:
    made = configparser.ConfigParser(interpolation=None, strict=False)
    made.optionxform = str  # type: ignore[assignment,method-assign]
    made.read_string((DEPLOY / "systemd" / name).read_text(encoding="utf-8"))
    return made


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    assert set(re.findall(r"GOFORUM_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8"))) <= KNOWN


def test_every_address_that_is_itself_a_secret_is_kept_out_of_the_log(app: Flask) -> None:
    """A new kind of mailed or secret link is added to the map of nginx, or this fails."""
    text = (DEPLOY / "nginx/goforum.conf").read_text(encoding="utf-8")
    masked = re.search(r"~\^/\(\?<goforum_kind>([a-z|]+)\)/\.", text)
    assert masked
    secret = {str(rule).split("/")[1] for rule in app.url_map.iter_rules() if rule.arguments & {"token", "key"}}
    assert secret == set(masked.group(1).split("|"))


def test_the_readme_names_every_file() -> None:
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for path in FILES:
        name = path.relative_to(DEPLOY).as_posix()
        assert name in text or name.startswith("systemd/goforum-backup.") or name == "README.md", name


def test_the_unit_gives_the_parent_time_and_takes_rights_away() -> None:
    service = unit("goforum.service")["Service"]
    assert service["User"] == "goforum"
    assert int(service["TimeoutStopSec"]) > 13  # what goforum.serving gives its children
    assert service["KillMode"] == "mixed"
    for taken in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices"):
        assert service[taken] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert unit("goforum-backup.timer")["Timer"]["OnCalendar"]


@pytest.mark.parametrize(("name", "command"), [("goforum.service", "serve"), ("goforum-backup.service", "backup")])
def test_the_units_call_commands_that_there_are(name: str, command: str) -> None:
    start = unit(name)["Service"]["ExecStart"]
    assert f"goforum {command}" in start
    known = {one for option in main.commands[command].params for one in option.opts}
    assert set(re.findall(r"--[a-z-]+", start)) <= known


def test_the_image_has_the_packages_that_the_docs_ask_for() -> None:
    image = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    asked = re.findall(r"`apt-get install ([^`]+)`", (DEPLOY.parent / "docs/operating.md").read_text(encoding="utf-8"))
    assert asked
    for package in {one for line in asked for one in line.split()} | {"age", "postgresql-client"}:
        assert package in image, package
