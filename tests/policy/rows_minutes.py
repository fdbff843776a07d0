"""The rows of actions, of conclusions, of minutes and of planning; see ``table.py`` for how to read one."""

from tests.policy.doors import group, site

_ALL = "200 200 200 200 200 200 200 200"
_ORGANISERS = "in 403 403 403 200 403 200 403"
_ORGANISERS_POST = "403 403 403 403 303 403 303 403"
_OWN = "in 200 200 403 200 403 200 200"

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
    # Circulated minutes: those who belong read them, nobody else before they are adopted.
    *group("minutes.show", "GET", _OWN, "200"),
    *group("minutes.as_docx", "GET", _OWN, "200"),
    *group("minutes.as_pdf", "GET", _OWN, "200"),
    *group("minutes.as_pdf", "POST", "403 303 303 403 303 403 303 303", "303"),
    *group("minutes.as_json", "GET", "in 404 404 403 404 403 404 404", "404"),
    *group("minutes.draft", "POST", _ORGANISERS_POST, "403"),
    *group("minutes.new_item", "GET", _ORGANISERS, "403"),
    *group("minutes.new_item", "POST", _ORGANISERS_POST, "403",
           {"heading": "decided", "text_en": "I", "client_key": "another-item"}),
    *group("minutes.item", "GET", _ORGANISERS, "403", item_id="minutes_item_id"),
    *group("minutes.item", "POST", "403 403 403 403 409 403 409 403", "403", {"text_en": "I", "seen": "0"},
           item_id="minutes_item_id"),
    *group("minutes.leave_out", "POST", _ORGANISERS_POST, "403", {"out": "1"}, item_id="minutes_item_id"),
    *group("minutes.move_item", "POST", _ORGANISERS_POST, "403", {"way": "up"}, item_id="minutes_item_id"),
    *group("minutes.circulate", "GET", _ORGANISERS, "403"),
    *group("minutes.circulate", "POST", _ORGANISERS_POST, "403", {"until": "=soon"}),
    *group("minutes.remark", "GET", "in 403 200 403 200 403 403 403", "200"),
    *group("minutes.remark", "POST", "403 403 303 403 303 403 403 403", "303",
           {"body": "R", "client_key": "another-remark"}),
    *group("minutes.answer", "GET", _ORGANISERS, "403"),
    *group("minutes.answer", "POST", _ORGANISERS_POST, "403", {"state": "accepted", "answer": "A"}),
    *group("minutes.adopt", "GET", _ORGANISERS, "403"),
    # The world's remark waits for its answer: nobody adopts before.
    *group("minutes.adopt", "POST", "403 403 403 403 403 403 403 403", "403"),
    *group("minutes.put_to_vote", "POST", "403 403 403 403 403 403 403 403", "403", {"until": "=soon"}),
]

_TYPED = {"title_en": "W", "audience": "All", "open_to": "everyone", "day": "=day", "starts": "10:00", "ends": "12:00",
          "closes_at": "=tomorrow", "zone": "Africa/Casablanca", "form": "remote", "places": "5", "version": "1",
          "client_key": "another-workshop"}

WORKSHOPS = [
    site("workshops.index", "GET", "200"),
    *group("workshops.show", "GET", _ALL, "200"),
    *group("workshops.ics", "GET", _ALL, "200"),
    *group("workshops.new", "GET", _ORGANISERS, "403"),
    *group("workshops.new", "POST", _ORGANISERS_POST, "403", _TYPED),
    *group("workshops.edit", "GET", _ORGANISERS, "403"),
    *group("workshops.edit", "POST", _ORGANISERS_POST, "403", _TYPED),
    *group("workshops.cancel", "GET", _ORGANISERS, "403"),
    *group("workshops.cancel", "POST", _ORGANISERS_POST, "403", {"reason": "R"}),
    # The world's workshop is for its members.
    *group("workshops.register", "POST", "403 403 303 403 303 403 403 403", "303", {"note": "N"}),
    *group("workshops.withdraw", "POST", "403 303 303 303 303 303 303 303", "303"),
    *group("workshops.registrations", "GET", _ORGANISERS, "403"),
    *group("workshops.registrations_csv", "GET", _ORGANISERS, "403"),
    *group("workshops.remove", "POST", _ORGANISERS_POST, "403", someone="helper"),
]

PLANNING = [
    site("planning.of_site", "GET", "200"),
    site("planning.of_person", "GET", "404", key="made-up-and-long-enough-to-be-a-key"),
    site("planning.mine", "GET", "in 200 200 200 200 200 200 200"),
    site("planning.renew", "POST", "403 303 303 303 303 303 303 303"),
    *group("planning.of_group", "GET", _ALL, "200"),
    *group("planning.series", "GET", _ORGANISERS, "403"),
    *group("planning.series", "POST", _ORGANISERS_POST, "403", {
        "title_en": "M", "days": "=day", "year": "2027", "starts": "10:00", "ends": "12:00", "zone": "Africa/Casablanca",
        "form": "remote", "client_key": "a-series-of-dates", "sure": "=series_seal"}),
    # The world's meeting has begun: nobody proposes points any more.
    *group("planning.offer", "GET", "in 403 403 403 403 403 403 403", "403"),
    *group("planning.offer", "POST", "403 403 403 403 403 403 403 403", "403", {"title": "P", "client_key": "k"}),
    *group("planning.offers", "GET", _ORGANISERS, "403"),
    *group("planning.accept", "POST", _ORGANISERS_POST, "403"),
    *group("planning.refuse", "GET", _ORGANISERS, "403"),
    *group("planning.refuse", "POST", _ORGANISERS_POST, "403", {"answer": "No"}),
    *group("planning.documents", "GET", _ORGANISERS, "403"),
    *group("planning.documents", "POST", _ORGANISERS_POST, "403"),
    *group("planning.point_documents", "GET", _ORGANISERS, "403"),
    *group("planning.point_documents", "POST", _ORGANISERS_POST, "403"),
    # A question to the group is put by who belongs to it: an administrator from outside does not.
    *group("planning.ask_dates", "GET", "in 403 403 403 200 403 403 403", "403"),
    *group("planning.ask_dates", "POST", "403 403 403 403 303 403 403 403", "403", {
        "title_en": "M", "date_1": "=later", "date_2": "=later_still", "closes_at": "=soon", "minutes": "60",
        "zone": "Africa/Casablanca", "form": "remote", "client_key": "dates-asked-for", "sure": "=asked_seal"}),
    # The world's poll about dates is open: nobody chooses yet, whoever they are.
    *group("planning.choose_date", "POST", "403 403 403 403 403 403 403 403", "403", {"key": "o1"},
           poll_id="dates_poll_id"),
]
