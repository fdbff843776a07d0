"""The rows of pages, search, threads and meetings; see ``table.py`` for how to read one."""

from tests.policy.doors import group, site

PAGES = [
    site("pages.about", "GET", "200"),
    site("pages.accessibility", "GET", "200"),
    site("pages.charter", "GET", "200"),
    site("pages.help", "GET", "200"),
    site("pages.home", "GET", "200"),
    site("pages.offline", "GET", "200"),
    site("pages.privacy", "GET", "200"),
    site("pages.kit", "GET", "200"),
    site("pages.kit", "POST", "422"),
    site("pages.commitment", "GET", "200"),
    *group("pages.group", "GET", "200 200 200 200 200 200 200 200", "200"),
]

SEARCH = [
    site("search.page", "GET", "200"),
    site("search.suggest", "GET", "200"),
    site("search.saved", "GET", "in 200 200 200 200 200 200 200"),
    site("search.save", "POST", "403 303 303 303 303 303 303 303", {"query": "q=budget"}),
    site("search.rename", "POST", "403 404 404 404 404 404 404 404", {"name": "x", "rhythm": "daily"}, saved_id="0"),
    site("search.stop", "POST", "403 303 303 303 303 303 303 303", saved_id="0"),
]

THREADS = [
    *group("threads.change", "GET", "in 403 403 403 200 403 200 403", "403"),
    *group("threads.close", "GET", "in 403 403 403 200 403 200 403", "403"),
    *group("threads.edit", "GET", "in 403 403 403 200 403 403 403", "403"),
    *group("threads.fresh", "GET", "200 200 200 200 200 200 200 200", "200"),
    *group("threads.history", "GET", "200 200 200 200 200 200 200 200", "200"),
    *group("threads.index", "GET", "200 200 200 200 200 200 200 200", "200"),
    *group("threads.new", "GET", "in 403 200 403 200 403 403 403", "200"),
    *group("threads.permalink", "GET", "303 303 303 303 303 303 303 303", "303"),
    *group("threads.show", "GET", "200 200 200 200 200 200 200 200", "200"),
    *group("threads.unread", "GET", "303 303 303 303 303 303 303 303", "303"),
    *group("threads.change", "POST", "403 403 403 403 303 403 303 403", "403", {"title": "T"}),
    *group("threads.close", "POST", "403 403 403 403 303 403 303 403", "403", {"reason": "done"}),
    *group("threads.delete", "POST", "403 403 403 403 303 403 403 403", "403"),
    *group("threads.edit", "POST", "403 403 403 403 303 403 403 403", "403", {"body": "new"}),
    *group("threads.new", "POST", "403 403 303 403 303 403 403 403", "303", {"title": "T", "body": "B"}),
    *group("threads.reopen", "POST", "403 403 403 403 403 403 403 403", "403"),
    *group("threads.reply", "POST", "403 403 303 403 303 403 403 403", "403 404 404 404 404 303 404 404", {"body": "B"}),
    *group("threads.restore", "POST", "403 403 403 403 403 403 403 403", "403"),
]

MEETINGS = [
    site("meetings.index", "GET", "200"),
    *group("meetings.index", "GET", "200 200 200 200 200 200 200 200", "200"),
    *group("meetings.agenda", "GET", "in 403 403 403 200 403 200 403", "403"),
    *group("meetings.agenda_item", "GET", "in 403 403 403 200 403 200 403", "403"),
    *group("meetings.cancel", "GET", "in 403 403 403 403 403 403 403", "403"),
    *group("meetings.edit", "GET", "in 403 403 403 200 403 200 403", "403"),
    *group("meetings.edit_message", "GET", "in 403 403 403 200 403 200 403", "403"),
    *group("meetings.events", "GET", "200 200 200 200 200 200 200 200", "200", query="after=0"),
    *group("meetings.ics", "GET", "200 200 200 200 200 200 200 200", "200"),
    *group("meetings.message", "GET", "303 303 303 303 303 303 303 303", "303"),
    *group("meetings.new", "GET", "in 403 403 403 200 403 200 403", "403"),
    *group("meetings.room", "GET", "200 200 200 200 200 200 200 200", "200"),
    *group("meetings.show", "GET", "200 200 200 200 200 200 200 200", "200"),
    *group("meetings.texts", "GET", "in 403 403 403 200 403 200 403", "403"),
    *group("meetings.agenda", "POST", "403 403 403 403 303 403 303 403", "403", {"title_en": "P", "commitment_id": "0"}),
    *group("meetings.agenda_item", "POST", "403 403 403 403 303 403 303 403", "403", {"title_en": "P", "commitment_id": "0"}),
    *group("meetings.answer", "POST", "403 403 303 403 303 403 403 403", "303", {"answer": "yes"}),
    *group("meetings.cancel", "POST", "403 403 403 403 403 403 403 403", "403", {"reason": "r"}),
    *group("meetings.delete_message", "POST", "403 403 403 403 303 403 303 403", "403"),
    *group("meetings.edit", "POST", "403 403 403 403 303 403 303 403", "403", {"title_en": "M", "day": "=day", "starts": "10:00", "ends": "12:00", "zone": "Africa/Casablanca", "form": "remote", "version": "1"}),
    *group("meetings.edit_message", "POST", "403 403 403 403 303 403 403 403", "403", {"text": "x"}),
    *group("meetings.end", "POST", "403 403 403 403 303 403 303 403", "403"),
    *group("meetings.move", "POST", "403 403 403 403 303 403 303 403", "403", {"item_id": "=item_id"}),
    *group("meetings.new", "POST", "403 403 403 403 303 403 303 403", "403", {"title_en": "M", "day": "=day", "starts": "10:00", "ends": "12:00", "zone": "Africa/Casablanca", "form": "remote"}),
    *group("meetings.remove_agenda_item", "POST", "403 403 403 403 303 403 303 403", "403"),
    *group("meetings.say", "POST", "403 403 303 403 303 403 403 403", "303", {"text": "hi", "client_id": "a-client-made-id"}),
    *group("meetings.shift_agenda_item", "POST", "403 403 403 403 303 403 303 403", "403", {"way": "up"}),
    *group("meetings.start", "POST", "403 403 403 403 303 403 303 403", "403"),
    *group("meetings.texts", "POST", "403 403 403 403 303 403 303 403", "403", {"kind": "discussed", "lang": "en", "body": "x"}),
]
