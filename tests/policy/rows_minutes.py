"""The rows of actions, of conclusions and of minutes; see ``table.py`` for how to read one."""

from tests.policy.doors import group

_ALL = "200 200 200 200 200 200 200 200"
_ORGANISERS = "in 403 403 403 200 403 200 403"
_ORGANISERS_POST = "403 403 403 403 303 403 303 403"

MINUTES = [
    *group("minutes.actions", "GET", _ALL, "200"),
    *group("minutes.action", "GET", _ALL, "200"),
    *group("minutes.new_action", "GET", _ORGANISERS, "403"),
    *group("minutes.new_action", "POST", _ORGANISERS_POST, "403", {"title_en": "A", "client_key": "another-action"}),
    *group("minutes.edit_action", "GET", _ORGANISERS, "403"),
    *group("minutes.edit_action", "POST", _ORGANISERS_POST, "403", {"title_en": "A", "version": "1"}),
    *group("minutes.report", "POST", _ORGANISERS_POST, "403", {"state": "done"}),
    *group("minutes.conclusions", "GET", _ORGANISERS, "403"),
    *group("minutes.conclusions", "POST", _ORGANISERS_POST, "403",
           {"kind": "decided", "text_en": "P", "client_key": "another-point"}),
    *group("minutes.new_action_of_meeting", "GET", _ORGANISERS, "403"),
    *group("minutes.new_action_of_meeting", "POST", _ORGANISERS_POST, "403",
           {"title_en": "A", "client_key": "another-action"}),
    *group("minutes.edit_point", "GET", _ORGANISERS, "403"),
    *group("minutes.edit_point", "POST", _ORGANISERS_POST, "403", {"kind": "decided", "text_en": "P"}),
    *group("minutes.take_out_point", "POST", _ORGANISERS_POST, "403"),
]
