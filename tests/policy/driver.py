"""Press one door as one kind of person, and put the world back as it was."""

import re
from typing import Any

from flask import Flask

from goforum.core.db import db
from tests.conftest import Client
from tests.policy.doors import Row
from tests.policy.world import World


def values(world: World, row: Row) -> dict[str, Any]:
    """Every name an address or a form may hold, for this row's place."""
    found: dict[str, Any] = dict(world.site)
    if row.place != "site":
        place = world.reserved if row.place == "reserved" else world.public
        found |= {**place.ids, **place.places, "slug": place.slug, "group_id": place.group_id}
    return found


def address(app: Flask, world: World, row: Row) -> str:
    """The address of the row's door."""
    known = values(world, row)
    rules = [r for r in app.url_map.iter_rules(row.endpoint) if row.method in (r.methods or set())]
    # Where one endpoint has an address with a group and one without, the place decides.
    rules.sort(key=lambda r: ("slug" in r.arguments) != (row.place != "site"))
    rule = rules[0]
    args = {name: known.get(row.args.get(name, name), row.args.get(name)) for name in rule.arguments}
    missing = [name for name, value in args.items() if value is None]
    assert not missing, f"{row.name}: the world has no {missing}"
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        return str(adapter.build(row.endpoint, args, row.method))


def data(world: World, row: Row) -> dict[str, Any]:
    """The row's form; "=name" takes the world's value."""
    known = values(world, row)
    return {k: known[v[1:]] if isinstance(v, str) and v.startswith("=") else v for k, v in row.data.items()}


def press(app: Flask, world: World, row: Row, kind: str) -> tuple[str, str]:
    """The answer to this kind of person, as the table writes it, and the page's text."""
    connection = db.engine  # the fixture's connection, inside its outer transaction
    undo = connection.begin_nested()  # type: ignore[attr-defined]
    try:
        client = app.test_client()
        assert isinstance(client, Client)
        person_id = world.person(kind, row.place)
        if person_id is not None:
            client.sign_in(person_id)
        path = address(app, world, row)
        if "query" in row.args:
            path += "?" + row.args["query"]
        response = client.get(path) if row.method == "GET" else client.post(path, data=data(world, row))
        where = response.headers.get("Location", "")
        answer = "in" if re.match(r"(http://localhost)?/sign-in", where) and row.method == "GET" else str(
            response.status_code)
        return answer, response.get_data().decode("utf-8", "replace")
    finally:
        db.session.remove()
        undo.rollback()
