"""Doors to groups, their people and a person's page."""

from goforum.groups.views import groups, invitations, members, people, requests, weights
from goforum.groups.views.base import bp, enter, organise

__all__ = ["bp", "enter", "groups", "invitations", "members", "organise", "people", "requests", "weights"]
