"""Themes as the plans name them (in English), and their translations for the page."""

from typing import Any

from goforum.core.i18n import _l

NAMES = {
    "Access to information": _l("Access to information"),
    "Integrity and fight against corruption": _l("Integrity and fight against corruption"),
    "Budget transparency": _l("Budget transparency"),
    "Citizen participation": _l("Citizen participation"),
    "Communication and awareness": _l("Communication and awareness"),
    "Transparency and quality of public services": _l("Transparency and quality of public services"),
    "Equality and inclusivity": _l("Equality and inclusivity"),
    "Open justice": _l("Open justice"),
    "Open local communities": _l("Open local communities"),
}


def theme_name(theme: str) -> Any:
    """The theme in the reader's language; one we have no translation for stays as it was entered."""
    return NAMES.get(theme, theme)
