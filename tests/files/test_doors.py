"""Files through the site's own pages: without scripts, in forms that are refused, in posts, on their way out."""

import io
import re

import pytest

from goforum.core.db import db
from goforum.files.models import File, FileDay
from goforum.files.queries import find_file
from goforum.groups.models import Group
from goforum.threads import commands, queries
from tests.factories import make_member, make_person
from tests.files.conftest import upload
from tests.files.samples import HTML, PDF, SVG, docx, picture

TICKED = re.compile(r'name="file_ids" value="(\d+)" checked')


def came(body=None, name="chart.png"):
    return io.BytesIO(picture() if body is None else body), name


def files_of(post):
    return [one.name for one in queries.files_of_posts([post]).get(post, [])]


@pytest.fixture
def browser(as_person, member):
    return as_person(member)


def reply(browser, thread, *new, **more):
    return browser.post(f"/threads/{thread}/reply", data={"body": "See below.", "files": list(new), **more})


def last_post(thread):
    return queries.page_posts(thread, 1)[-1].id


def test_a_form_without_scripts_carries_files_of_any_kind(browser, thread):
    answer = reply(browser, thread, came(), came(PDF, "محضر الاجتماع.pdf"), came(docx(), "letter.docx"))
    assert answer.status_code == 303
    assert files_of(last_post(thread)) == ["chart.png", "محضر الاجتماع.pdf", "letter.docx"]
    page = browser.get(f"/threads/{thread}").text
    image = re.search(r"<img [^>]*alt=\"Picture: chart.png\"[^>]*>", page).group()
    assert 'width="320" height="240"' in image
    assert 'loading="lazy"' in image
    assert "محضر الاجتماع.pdf" in page
    assert re.search(r"PDF</bdi> · \d+ KB", page)


def test_a_new_thread_carries_files(browser, group):
    slug = db.session.get(Group, group).slug
    answer = browser.post(f"/groups/{slug}/threads/new", data={"title": "T", "body": "b", "files": [came()]})
    assert answer.status_code == 303
    thread = int(answer.location.rpartition("/")[2])
    assert files_of(last_post(thread)) == ["chart.png"]


def test_a_refused_form_keeps_the_files_it_brought_and_says_what_is_wrong_with_the_others(browser, thread):
    answer = reply(browser, thread, came(), came(SVG, "drawing.svg"), came(HTML, "page.png"))
    assert answer.status_code == 422
    assert "See below." in answer.text
    kept = TICKED.findall(answer.text)
    assert len(kept) == 1
    assert answer.text.count("drawing.svg") >= 2  # on top, and beside the field
    assert "page.png" in answer.text
    assert queries.get_head(thread, None).post_count == 1
    again = reply(browser, thread, file_ids=kept)
    assert again.status_code == 303
    assert files_of(last_post(thread)) == ["chart.png"]


def test_an_empty_text_keeps_the_files(browser, thread):
    answer = reply(browser, thread, came(), body="")
    assert answer.status_code == 422
    assert len(TICKED.findall(answer.text)) == 1


def test_files_can_be_added_and_taken_out_before_anything_is_published(browser, thread):
    first = reply(browser, thread, came(), came(PDF, "a.pdf"), body="Not yet", add_files="1")
    assert first.status_code == 200
    assert "Not yet" in first.text
    assert "form-errors" not in first.text
    kept = TICKED.findall(first.text)
    assert len(kept) == 2
    assert queries.get_head(thread, None).post_count == 1
    second = reply(browser, thread, came(PDF + b"2", "b.pdf"), preview="1", file_ids=kept[1:])
    assert second.status_code == 200
    kept = TICKED.findall(second.text)
    assert reply(browser, thread, file_ids=kept).status_code == 303
    assert files_of(last_post(thread)) == ["a.pdf", "b.pdf"]


def test_an_edit_adds_and_takes_away_and_keeps_the_text_as_it_was(browser, member, thread):
    made = upload(member), upload(member, PDF, "a.pdf")
    post = commands.reply(member, thread, body="Words", file_ids=made)
    form = browser.get(f"/posts/{post}/edit")
    assert TICKED.findall(form.text) == [str(one) for one in made]
    answer = browser.post(f"/posts/{post}/edit", data={"body": "Words", "revision": "0", "file_ids": [str(made[1])],
                                                       "files": [came(docx(), "c.docx")]})
    assert answer.status_code == 303
    assert files_of(post) == ["a.pdf", "c.docx"]
    assert queries.get_post(post).revision == 0
    assert "c.docx" in browser.get(f"/threads/{thread}").text
    assert db.session.get(File, made[0]).idle_since is not None
    assert db.session.get(File, made[1]).idle_since is None


def test_a_double_press_of_a_form_with_files_is_one_post(browser, thread):
    for _ in range(2):
        assert reply(browser, thread, came(), client_key="one composer").status_code == 303
    assert queries.get_head(thread, None).post_count == 2
    # The same words a moment later with another picture are another post.
    assert reply(browser, thread, came(picture(colour=(9, 9, 9))), client_key="another").status_code == 303
    assert queries.get_head(thread, None).post_count == 3


def test_nobody_attaches_what_somebody_else_uploaded(browser, group, thread):
    foreign = upload(make_member(group))
    assert reply(browser, thread, file_ids=[str(foreign)]).status_code == 303
    assert files_of(last_post(thread)) == []
    assert browser.get(f"/files/{foreign}", buffered=True).status_code == 404


def test_a_post_holds_so_many_files_and_no_more(browser, thread, app):
    most = app.config["SETTINGS"].files_per_post
    answer = reply(browser, thread, *(came(PDF + bytes([65 + n]), f"{n}.pdf") for n in range(most + 1)))
    assert answer.status_code == 422
    assert len(TICKED.findall(answer.text)) == most
    assert f"at most {most} files" in answer.text


def test_a_day_holds_so_many_bytes_and_no_more(browser, member, thread, monkeypatch):
    from goforum.files import commands as files
    from goforum.files.limits import limits

    small = limits()
    monkeypatch.setattr(files, "limits", lambda: small.__class__(small.file_bytes, small.post_files, 100, small.grace))
    answer = reply(browser, thread, came(PDF, "a.pdf"), came(PDF + b"x" * 80, "b.pdf"))
    assert answer.status_code == 422
    assert "Try again tomorrow" in answer.text
    assert len(TICKED.findall(answer.text)) == 1
    assert db.session.query(FileDay).filter_by(person_id=member).one().bytes == len(PDF)


def test_a_deleted_post_shows_no_file_and_restored_it_does(browser, member, thread):
    post = commands.reply(member, thread, body="Words", file_ids=[upload(member, PDF, "a.pdf")])
    commands.delete_post(member, post)
    assert "a.pdf" not in browser.get(f"/threads/{thread}").text
    commands.restore_post(member, post)
    assert "a.pdf" in browser.get(f"/threads/{thread}").text


def test_light_mode_names_pictures_with_their_size_and_loads_none(browser, client, member, thread):
    commands.reply(member, thread, body="Words", file_ids=[upload(member)])
    for _ in range(2):
        assert "<img" in client.get(f"/threads/{thread}").text
        light = client.get(f"/threads/{thread}", headers={"Save-Data": "on"}).text
        assert "<img" not in light
        assert re.search(r"PNG</bdi> · \d+ KB", light)


# The door of scripts


def send(browser, body=None, name="chart.png", **more):
    return browser.post("/files", data={"file": came(body, name), **more})


def whole(browser, body):
    """A form as bytes: the test client would leave a long one in a file of its own."""
    parts = [(b'name="csrf_token"', browser.csrf_token().encode()), (b'name="file"; filename="a.txt"', body)]
    raw = b"".join(b"--edge\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + part + b"\r\n"
                   for head, part in parts) + b"--edge--\r\n"
    return browser.post("/files", data=raw, content_type="multipart/form-data; boundary=edge")


def test_scripts_send_one_file_and_get_its_line(browser, member):
    answer = send(browser, name="<b>&x.png")
    assert answer.status_code == 201
    made = int(TICKED.search(answer.text).group(1))
    assert find_file(made).owner_id == member
    assert "<bdi>b_&amp;x.png</bdi>" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_scripts_are_told_in_words_why_not(browser):
    answer = send(browser, SVG, "drawing.svg")
    assert answer.status_code == 422
    assert "SVG drawings" in answer.text
    assert answer.text.startswith("<p data-why>")
    assert browser.post("/files", data={}).status_code == 422


def test_the_same_file_of_the_same_form_sent_again_is_the_same_file(browser):
    first, second = (send(browser, client_key="form").text for _ in range(2))
    assert TICKED.findall(first) == TICKED.findall(second)


@pytest.mark.parametrize("person", [{"confirmed": False}, {"suspended": True}])
def test_who_may_not_act_uploads_nothing(as_person, person):
    browser = as_person(make_person(**person))
    assert send(browser).status_code == 403
    assert db.session.query(File).count() == 0


def test_visitors_upload_nothing_and_their_forms_stay_short(client, thread):
    assert send(client).status_code == 403
    assert whole(client, b"x" * 600_000).status_code == 413
    assert db.session.query(File).count() == 0


def test_a_form_is_as_long_as_three_files_and_no_longer(browser, thread, app):
    most = app.config["SETTINGS"].file_max_bytes
    assert whole(browser, b"words " * (most // 6)).status_code == 201
    assert whole(browser, b"x" * (most + 1)).status_code == 422
    assert whole(browser, b"x" * (3 * most + 600_000)).status_code == 413


def test_a_full_disk_is_said_in_words_and_loses_nothing(browser, thread, monkeypatch):
    from goforum.files.store import Store

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Store, "_keep", full)
    assert send(browser).status_code == 503
    answer = reply(browser, thread, came())
    assert answer.status_code == 422
    assert "See below." in answer.text
    assert "Your text is safe" in answer.text


# The way out


def test_a_picture_is_shown_and_everything_else_is_saved_under_its_own_name(client, member, thread):
    shown, saved = upload(member), upload(member, PDF, "تقرير 2019.pdf")
    commands.reply(member, thread, body="Words", file_ids=[shown, saved])
    for path, kind, disposition in (
            (f"/files/{shown}", "image/png", "inline; filename=chart.png"),
            (f"/files/{shown}/small", "image/webp", "inline; filename=chart.webp"),
            (f"/files/{saved}", "application/pdf", "attachment; filename*=UTF-8''%D8%AA%D9%82%D8%B1%D9%8A%D8%B1%202019.pdf")):
        answer = client.get(path, buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == kind
        assert disposition.split("; ")[0] == answer.headers["Content-Disposition"].split("; ")[0]
        assert disposition.split("; ")[1] in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Set-Cookie" not in answer.headers
    assert client.get(f"/files/{saved}/small", buffered=True).status_code == 404


def test_text_is_saved_as_text(client, member, thread):
    made = upload(member, "كلام".encode(), "notes.txt")
    commands.reply(member, thread, body="Words", file_ids=[made])
    answer = client.get(f"/files/{made}", buffered=True)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_picture_that_has_not_changed_is_not_sent_again_and_a_part_can_be_asked_for(client, member, thread):
    made = upload(member, PDF + b"x" * 5000, "a.pdf")
    commands.reply(member, thread, body="Words", file_ids=[made])
    answer = client.get(f"/files/{made}", buffered=True)
    again = client.get(f"/files/{made}", buffered=True, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    part = client.get(f"/files/{made}", buffered=True, headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.data) == (206, b"%PDF-")
    assert client.get(f"/files/{made}", buffered=True, headers={"Range": "bytes=99999-"}).status_code == 416
    post = last_post(thread)
    commands.delete_post(member, post)
    assert client.get(f"/files/{made}", buffered=True, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 404


def test_the_cost_of_a_page_does_not_grow_with_its_files(client, member, thread, count_statements):
    from goforum.threads import drawing

    def cost():
        client.get(f"/threads/{thread}")
        drawing.forget()
        with count_statements() as seen:
            client.get(f"/threads/{thread}")
        return len(seen)

    commands.reply(member, thread, body="One", file_ids=[upload(member)])
    few = cost()
    for number in range(6):
        commands.reply(member, thread, body=f"Many {number}", file_ids=[upload(member, PDF + bytes([65 + number, 65 + n]), f"{n}.pdf") for n in range(5)])
    assert cost() == few
