"""Example searches that example people are told of."""

from functools import partial
from urllib.parse import urlencode

from goforum.demo.cast import Stage
from goforum.demo.timeline import Timeline
from goforum.search.commands.saving import save_search

SEARCHES = (
    ("salma", "الشفافية في المقترحات (مثال)", {"q": "الشفافية", "kind": "proposal"}, "daily"),
    ("salma", "الحصول على المعلومات (مثال)", {"q": "الحصول على المعلومات"}, "soon"),
    ("meryem", "Accès à l’information (exemple)", {"q": "accès information", "kind": "thread"}, "soon"),
)


def tell_searches(stage: Stage, line: Timeline) -> None:
    """Put the saving of each on the line, at its end: they hear of what comes after."""
    for person, name, asked, rhythm in SEARCHES:
        line.at(stage.now, partial(_save, stage, person, urlencode(asked), name, rhythm))


def _save(stage: Stage, person: str, query: str, name: str, rhythm: str) -> None:
    save_search(stage.person(person), query, name=name, rhythm=rhythm)
