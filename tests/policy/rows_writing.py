"""The rows of writing: drafts, completion, preview, undo; see ``table.py`` for how to read one."""

from tests.policy.doors import group, site

WRITERS = "403 403 200 403 200 403 403 403"

WRITING = [
    site("threads.drafts", "GET", "in 200 200 200 200 200 200 200"),
    # A draft of a reply in the public group's thread, then in the reserved group's.
    *group("threads.save_draft", "POST", WRITERS, "403 404 404 404 404 200 404 404",
           {"place": "=reply_place", "body": "begun", "sequence": "0"}),
    site("threads.discard_draft", "POST", "403 404 404 404 404 404 404 404", draft_id="first"),
    site("threads.recover_draft", "POST", "403 409 409 409 409 409 409 409", draft_id="first"),
    *group("threads.complete", "GET", "in 403 200 403 200 403 403 403", "200", query="q=@a"),
    *group("threads.preview", "POST", WRITERS, "200", {"body": "**seen**"}),
    *group("threads.undo", "POST", "403 403 403 403 409 403 403 403", "403"),
    *group("threads.tagged", "GET", "200 200 200 200 200 200 200 200", "200", tag="for"),
]
