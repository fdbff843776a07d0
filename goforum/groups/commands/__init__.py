"""Every write about groups, memberships, mandates, requests and invitations."""

from goforum.groups.commands.entering import enter_reserved
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
)
from goforum.groups.commands.policy import add_word, remove_word, set_policy
from goforum.groups.commands.requests import (
    answer_request,
    ask_to_join,
    withdraw_request,
)
from goforum.groups.commands.sanctions import silence, slow_member, suspend_member
from goforum.groups.commands.weights import set_weights

__all__ = [
    "accept_invitation",
    "add_word",
    "answer_request",
    "ask_to_join",
    "change_group",
    "create_group",
    "end_mandate",
    "enter_reserved",
    "find_standing_invitation",
    "forget_person",
    "give_mandate",
    "invite",
    "join",
    "leave",
    "move_group",
    "not_working",
    "remove_member",
    "remove_word",
    "revoke_invitation",
    "set_member",
    "set_policy",
    "set_weights",
    "silence",
    "slow_member",
    "suspend_member",
    "withdraw_request",
]
