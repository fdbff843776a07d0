"""The rows of what people do around proposals; see ``table.py`` for how to read one."""

from tests.policy.doors import group, site

_EVERYONE = "200 200 200 200 200 200 200 200"
_NOBODY = "403 403 403 403 403 403 403 403"
_MEMBERS = "403 403 303 403 303 403 403 403"
_ORGANISERS = "in 403 403 403 200 403 200 403"
_ORGANISERS_POST = "403 403 403 403 303 403 303 403"
# The facilitator wrote the world's proposals, the helper its amendment and its argument.
_AUTHOR = "in 403 403 403 200 403 403 403"
_AUTHOR_POST = "403 403 403 403 303 403 403 403"
_NOT_AUTHORS = "in 403 200 403 403 403 403 403"
_NOT_AUTHORS_POST = "403 403 303 403 403 403 403 403"

PROPOSALS_MORE = [
    site("proposals.similar", "GET", "200", query="title=Plain+proposal"),
    *group("proposals.settings", "GET", _ORGANISERS, "403"),
    *group("proposals.settings", "POST", _ORGANISERS_POST, "403", {"supports_needed": "3"}),
    *group("proposals.support", "POST", _NOT_AUTHORS_POST, "303", {"on": "1"}),
    *group("proposals.authors", "GET", _AUTHOR, "403"),
    *group("proposals.authors", "POST", "403 403 403 403 422 403 403 403", "403", {"handle": "nobody-here"}),
    *group("proposals.sign", "POST", "403 403 409 403 409 403 403 403", "409", {"yes": "1"}),
    *group("proposals.leave", "POST", _NOBODY, "403"),
    *group("proposals.argue", "POST", _MEMBERS, "303", {"side": "against", "body": "A reason"}),
    *group("proposals.back_argument", "POST", _MEMBERS, "303", {"on": "1"}),
    *group("proposals.take_back_argument", "POST", _NOBODY, "403"),
    *group("proposals.amendments", "GET", _EVERYONE, "200"),
    *group("proposals.amend", "GET", _NOT_AUTHORS, "200"),
    *group("proposals.amend", "POST", _NOT_AUTHORS_POST, "303",
           {"title": "T", "body": "Another text", "why": "Better", "version": "1"}),
    *group("proposals.amendment", "GET", _EVERYONE, "200"),
    *group("proposals.accept_amendment", "POST", _AUTHOR_POST, "403", {"version": "1"}),
    *group("proposals.reject_amendment", "POST", _AUTHOR_POST, "403", {"reason": "A reason"}),
    *group("proposals.withdraw_amendment", "POST", _NOBODY, "403"),
    *group("proposals.promote_amendment", "POST", _NOBODY, "403"),
    *group("proposals.board", "GET", _ORGANISERS, "403"),
    *group("proposals.board_act", "POST", _ORGANISERS_POST, "403", {"act": "review"}),
    *group("proposals.curate", "GET", _ORGANISERS, "403"),
    *group("proposals.curate_act", "POST", _ORGANISERS_POST, "403", {"body": "A note"}, act="note"),
    *group("proposals.curate_act", "POST", _ORGANISERS_POST, "403", act="review"),
    *group("proposals.curate_act", "POST", _ORGANISERS_POST, "403", {"decision": "noted", "body": "Read"}, act="answer"),
    *group("proposals.curate_act", "POST", "403 403 403 403 422 403 422 403", "403", {"target": "0"}, act="merge"),
    *group("proposals.undo_merge", "POST", _ORGANISERS_POST, "403", proposal_id="merge_target_id"),
    *group("proposals.split", "GET", _AUTHOR, "403"),
    *group("proposals.split", "POST", _AUTHOR_POST, "403", {"title": "A part", "body": "Of it"}),
    *group("proposals.answer_ask", "POST", _AUTHOR_POST, "403", {"words": "So much"}),
    *group("proposals.change", "GET", _AUTHOR, "403"),
    *group("proposals.change", "POST", "403 403 403 403 200 403 403 403", "403"),
    *group("proposals.publish_change", "POST", "403 404 404 404 404 404 404 404", "404"),
    *group("proposals.process", "GET", _EVERYONE, "200"),
    *group("proposals.process", "POST", "403 403 403 403 422 403 422 403", "403", {"quorum_percent": "50"}),
    *group("proposals.end_process", "POST", "403 403 403 403 404 403 404 403", "403"),
]
