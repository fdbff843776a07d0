"""Doors to groups, their people and a person's page."""

from goforum.groups.views import groups, members, people
from goforum.groups.views.base import bp, enter, organise

__all__ = ["bp", "enter", "groups", "members", "organise", "people"]
