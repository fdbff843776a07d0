"""``goforum map``: what there is and who hears what, read from the running application, never typed."""

from collections import defaultdict
from collections.abc import Iterator

from flask import Flask

from goforum.core.events import Event, heard_after, heard_inside
from goforum.core.sockets import handlers
from goforum.features import FEATURES


def draw_map(app: Flask, event: str | None = None) -> Iterator[str]:
    """The lines of the map; with an event's name, only who hears that one."""
    if event is None:
        yield from _features(app)
        yield "\nSocket events"
        yield from sorted(f"  {name:<24} {_home(handler)}" for name, handler in handlers.items())
        yield "\nDomain events"
    found = [kind for kind in _all_events(Event) if event in {None, kind.__name__}]
    for kind in sorted(found, key=lambda one: (one.__module__, one.__name__)):
        yield f"  {kind.__name__:<24} {_feature(kind.__module__)}"
        for when, table in (("inside", heard_inside), ("after", heard_after)):
            for base in kind.__mro__:
                yield from (f"    {when:<7} {_home(one)}" for one in table.get(base, ()))
    if event is not None and not found:
        yield f"No event is called {event}."


def _features(app: Flask) -> Iterator[str]:
    routes: dict[str, list[str]] = defaultdict(list)
    for rule in app.url_map.iter_rules():
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        routes[rule.endpoint.partition(".")[0]].append(f"  {methods:<9} {rule.rule:<58} {rule.endpoint}")
    known = [name for name in FEATURES if name in routes]
    for name in [*known, *sorted(routes.keys() - set(known))]:
        yield f"{name}"
        yield from sorted(routes[name], key=lambda line: line[12:])


def _all_events(kind: type[Event]) -> set[type[Event]]:
    return {one for child in kind.__subclasses__() for one in {child, *_all_events(child)}}


def _feature(module: str) -> str:
    return module.removeprefix("goforum.").partition(".")[0]


def _home(fn: object) -> str:
    return f"{getattr(fn, '__module__', '').removeprefix('goforum.')}.{getattr(fn, '__qualname__', '')}"
