"""Every write about groups, memberships, mandates, requests and invitations."""

from goforum.groups.commands.groups import (
    change_group,
    create_group,
    move_group,
)
from goforum.groups.commands.invitations import (
    accept_invitation,
    find_standing_invitation,
    invite,
    not_working,
    revoke_invitation,
)
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
from goforum.groups.commands.requests import (
    answer_request,
    ask_to_join,
    withdraw_request,
)

__all__ = [
    "accept_invitation",
    "answer_request",
    "ask_to_join",
    "change_group",
    "create_group",
    "end_mandate",
    "find_standing_invitation",
    "forget_person",
    "give_mandate",
    "invite",
    "join",
    "leave",
    "move_group",
    "not_working",
    "remove_member",
    "revoke_invitation",
    "set_member",
    "silence",
    "withdraw_request",
]
