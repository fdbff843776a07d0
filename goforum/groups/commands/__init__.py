"""Every write about groups, memberships and mandates."""

from goforum.groups.commands.groups import change_group, create_group
from goforum.groups.commands.members import (
    end_mandate,
    forget_person,
    give_mandate,
    join,
    leave,
    remove_member,
    set_member,
    silence,
)

__all__ = [
    "change_group",
    "create_group",
    "end_mandate",
    "forget_person",
    "give_mandate",
    "join",
    "leave",
    "remove_member",
    "set_member",
    "silence",
]
