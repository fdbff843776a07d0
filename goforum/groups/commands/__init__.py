"""Every write about groups, memberships and mandates."""

from goforum.groups.commands.entering import enter_reserved
from goforum.groups.commands.groups import change_group, create_group
from goforum.groups.commands.members import (
    end_mandate,
    forget_person,
    give_mandate,
    join,
    leave,
    remove_member,
    set_member,
)
from goforum.groups.commands.policy import add_word, remove_word, set_policy
from goforum.groups.commands.sanctions import silence, slow_member, suspend_member

__all__ = [
    "add_word",
    "change_group",
    "create_group",
    "end_mandate",
    "enter_reserved",
    "forget_person",
    "give_mandate",
    "join",
    "leave",
    "remove_member",
    "remove_word",
    "set_member",
    "set_policy",
    "silence",
    "slow_member",
    "suspend_member",
]
