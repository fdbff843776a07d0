"""The rows of moderation; see ``table.py`` for how to read one."""

from tests.policy.doors import group, site

# Visitor, unconfirmed, member, other, facilitator, committee, admin, suspended.
MODERATORS = "in 403 403 403 200 403 200 403"
MODERATORS_POST = "403 403 403 403 303 403 303 403"
# A row of the queue and a decision are not there for others, whatever group they are of.
NOBODY_ELSE = "in 403 403 403 200 403 200 403"
ADMIN_ONLY = "in 403 403 403 403 403 200 403"
ADMIN_POST = "403 403 403 403 403 403 303 403"
REPORTERS = "in 403 200 200 200 200 200 403"
REPORTERS_POST = "403 403 303 303 303 303 303 403"
REPORT = {"reason": "spam", "words": "Please look."}
SENTENCE = {"reason": "spam", "text_en": "No advertising here."}
POLICY = {"hold_first": "1", "hold_links": "0", "min_seconds": "0", "posts_an_hour": "0"}
VERDICT = {"version": "1", "reason": "spam", "saved_id": "0", "act": "keep"}

MODERATION = [
    site("moderation.queue", "GET", "in 403 403 403 200 403 200 403"),
    site("moderation.decide_many", "POST", "403 403 403 403 303 403 303 403", {"act": "keep"}),
    site("moderation.mine", "GET", "in 200 200 200 200 200 200 200"),
    site("moderation.site_settings", "GET", ADMIN_ONLY),
    site("moderation.add_site_word", "POST", ADMIN_POST, {"word": "casino", "act": "hold"}),
    site("moderation.remove_site_word", "POST", ADMIN_POST, word_id="site_word_id"),
    site("moderation.save_site_sentence", "POST", ADMIN_POST, SENTENCE),
    site("moderation.retire_site_sentence", "POST", ADMIN_POST, reason_id="site_reason_id"),
    *group("moderation.group_queue", "GET", MODERATORS, "403"),
    *group("moderation.settings", "GET", MODERATORS, "403"),
    *group("moderation.log", "GET", "200 200 200 200 200 200 200 200", "200"),
    *group("moderation.change_policy", "POST", MODERATORS_POST, "403", POLICY),
    *group("moderation.add_word", "POST", MODERATORS_POST, "403", {"word": "casino", "act": "mask"}),
    *group("moderation.remove_word", "POST", MODERATORS_POST, "403"),
    *group("moderation.save_sentence", "POST", MODERATORS_POST, "403", SENTENCE),
    *group("moderation.retire_sentence", "POST", MODERATORS_POST, "403"),
    # Of a message said by the helper: the facilitator is the author of everything else.
    *group("moderation.report", "GET", REPORTERS, "200", kind="message", thing_id="helper_message_id"),
    *group("moderation.report", "POST", REPORTERS_POST, "303", REPORT, kind="message", thing_id="helper_message_id"),
    *group("moderation.open_case", "POST", MODERATORS_POST, "403", kind="message", thing_id="helper_message_id"),
    *group("audit.group", "GET", MODERATORS, "403"),
    site("audit.enter_group", "GET", ADMIN_ONLY),
    # A word that names no group, and one that names a public group, are refused alike (422).
    site("audit.enter_group", "POST", "403 403 403 403 403 403 422 403", {"slug": "no-such-group", "reason": "To look."}),
    # What failed for good belongs to no group and to no moderator.
    site("audit.given_up", "GET", ADMIN_ONLY),
    site("audit.ask_all", "GET", ADMIN_ONLY),
    site("audit.all_again", "POST", ADMIN_POST),
    site("audit.again", "POST", ADMIN_POST, kind="mail", number="dead_mail"),
    site("audit.ask_let_go", "GET", ADMIN_ONLY, kind="mail", number="dead_mail"),
    site("audit.let_go", "POST", ADMIN_POST, kind="mail", number="dead_mail"),
    # A row of the queue: who moderates nothing is told so before anything is looked up; who moderates elsewhere finds
    # nothing. The reserved group's member moderates nothing either.
    *group("moderation.case", "GET", NOBODY_ELSE, "in 403 403 403 404 403 404 403"),
    *group("moderation.decide", "POST", "403 403 403 403 303 403 303 403", "403 403 403 403 404 403 404 403", VERDICT),
    *group("moderation.own", "POST", "403 403 403 403 303 403 303 403", "403 403 403 403 404 403 404 403",
           {"version": "1", "owner": "me"}),
    # The decision is about the member (in the reserved group, about the committee's).
    *group("moderation.decision", "GET", "in 404 200 404 200 404 200 404", "in 404 404 404 404 200 404 404"),
    *group("moderation.appeal", "POST", "403 404 303 404 404 404 404 404", "403 404 404 404 404 303 404 404",
           {"words": "It was no advertising."}),
    *group("moderation.reverse", "POST", "403 404 404 404 303 404 303 404", "403 404 404 404 404 404 404 404"),
    # The waiting text is theirs too.
    *group("threads.waiting", "GET", "in 404 200 404 200 404 200 404", "in 404 404 404 404 200 404 404"),
    *group("threads.withdraw", "POST", "403 404 303 404 403 404 403 404", "403 404 404 404 404 303 404 404"),
]
