"""Files in a real browser: picked, pasted, dropped, made smaller, stopped; and nothing of an uploaded file acts."""

import base64

import pytest

from goforum.core.db import db
from goforum.files.queries import find_file
from goforum.threads import commands, queries
from tests.browser import in_browser
from tests.factories import make_group, make_member
from tests.files.conftest import upload
from tests.files.samples import PDF, SVG, clouds, picture

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = in_browser
PICKED = "[data-files] input[name=file_ids]"


@pytest.fixture
def place(committed, ctx):
    group = make_group()
    author = make_member(group, name="Salma", language="fr")
    return commands.create_thread(author, group, title="Question", body="First."), author


def window(signed_in, browser, author, *, scripts=True, **options):
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block",
                                  java_script_enabled=scripts, **options)
    context.set_default_timeout(10_000)
    signed_in(context, author)
    return context


@pytest.fixture
def page(signed_in, browser, base, place):
    """The author's phone; errors of the page's scripts fail the test."""
    context = window(signed_in, browser, place[1])
    made, faults = context.new_page(), []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield made
    context.close()
    assert faults == []


def given(name, body, kind):
    return {"name": name, "mimeType": kind, "buffer": body}


def publish(page):
    page.locator("#reply textarea").fill("See below.")
    page.locator("#reply button.btn-1").click()
    page.wait_for_url("**#p*")


def last_files(thread):
    db.session.remove()
    post = queries.page_posts(thread, 1)[-1].id
    return queries.files_of_posts([post]).get(post, [])


def test_files_are_picked_and_published_and_shown(page, base, place):
    thread, _author = place
    page.goto(f"{base}/threads/{thread}")
    page.set_input_files("#reply [type=file]", [given("chart.png", picture(), "image/png"),
                                                given("rapport.pdf", PDF, "application/pdf")])
    expect(page.locator(PICKED)).to_have_count(2)
    publish(page)
    assert {one.name for one in last_files(thread)} == {"chart.png", "rapport.pdf"}
    image = page.locator(".att img")
    image.scroll_into_view_if_needed()
    assert image.evaluate("(one) => one.decode().then(() => one.naturalWidth)") == 400
    assert image.evaluate("(one) => one.offsetWidth / one.offsetHeight") == pytest.approx(4 / 3, abs=0.03)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_picture_of_a_phone_is_made_smaller_before_it_travels(page, base, place):
    thread, _author = place
    page.goto(f"{base}/threads/{thread}")
    photograph = clouds((3000, 2000))
    assert len(photograph) > 500_000
    with page.expect_request("**/files") as sent:
        page.set_input_files("#reply [type=file]", [given("photo.jpg", photograph, "image/jpeg")])
    page.wait_for_selector(PICKED)
    assert sent.value.sizes()["requestBodySize"] < 251_000
    made = find_file(int(page.locator(PICKED).get_attribute("value"))).card
    assert (made.width, made.height) == (1600, 1066)


def test_pictures_are_pasted_and_dropped(page, base, place):
    thread, _author = place
    page.goto(f"{base}/threads/{thread}")
    data = base64.b64encode(picture()).decode()
    for number, kind in enumerate(("paste", "drop"), 1):
        page.evaluate("""([kind, data]) => {
          const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
          const cargo = new DataTransfer();
          cargo.items.add(new File([bytes], `${kind}.png`, { type: "image/png" }));
          const event = kind === "paste" ? new ClipboardEvent(kind, { clipboardData: cargo, bubbles: true, cancelable: true })
            : new DragEvent(kind, { dataTransfer: cargo, bubbles: true, cancelable: true });
          document.querySelector("#reply textarea").dispatchEvent(event);
        }""", [kind, data])
        expect(page.locator(PICKED)).to_have_count(number)
    publish(page)
    assert {one.name for one in last_files(thread)} == {"paste.png", "drop.png"}


def test_what_is_not_taken_is_said_beside_it_in_the_readers_language(page, base, place):
    thread, _author = place
    page.goto(f"{base}/threads/{thread}")
    page.set_input_files("#reply [type=file]", [given("dessin.svg", SVG, "image/svg+xml")])
    page.wait_for_selector("[data-files] .error")
    assert "Les pages web, les dessins SVG" in page.locator("[data-files] .error").inner_text()
    page.locator("[data-files]").evaluate("(box) => { box.dataset.most = 10; }")
    page.set_input_files("#reply [type=file]", [given("long.txt", b"x" * 11, "text/plain")])
    expect(page.locator("[data-files] .error")).to_have_count(2)
    assert "au plus 10" in page.locator("[data-files] .error").last.inner_text()
    publish(page)
    assert last_files(thread) == []


def test_an_upload_can_be_stopped_and_a_cut_is_said_in_words(page, base, place):
    thread, _author = place
    page.goto(f"{base}/threads/{thread}")
    held = []
    page.route("**/files", lambda route: held.append(route))  # noqa: PLW0108 - the driver wants a function
    page.set_input_files("#reply [type=file]", [given("rapport.pdf", PDF, "application/pdf")])
    page.locator("[data-files] li button").click()
    expect(page.locator("[data-files] li")).to_have_count(0)
    page.unroute("**/files")
    page.route("**/files", lambda route: route.abort())
    page.set_input_files("#reply [type=file]", [given("rapport.pdf", PDF, "application/pdf")])
    page.wait_for_selector("[data-files] .error")
    assert "rapport.pdf" in page.locator("[data-files] .error").inner_text()
    page.unroute("**/files")
    publish(page)
    assert last_files(thread) == []


def test_publishing_waits_for_the_file_under_way(page, base, place):
    thread, _author = place
    page.goto(f"{base}/threads/{thread}")
    held = []
    page.route("**/files", lambda route: held.append(route))  # noqa: PLW0108 - the driver wants a function
    page.set_input_files("#reply [type=file]", [given("rapport.pdf", PDF, "application/pdf")])
    page.locator("#reply textarea").fill("See below.")
    page.locator("#reply button.btn-1").click()
    page.wait_for_timeout(300)
    assert not page.url.endswith("#p2")
    held[0].continue_()
    page.wait_for_url("**#p*")
    assert [one.name for one in last_files(thread)] == ["rapport.pdf"]


def test_a_form_without_scripts_carries_files(signed_in, browser, base, place):
    thread, author = place
    context = window(signed_in, browser, author, scripts=False)
    page = context.new_page()
    page.goto(f"{base}/threads/{thread}")
    page.set_input_files("#reply [type=file]", [given("chart.png", picture(), "image/png")])
    page.locator("#reply [name=add_files]").click()
    assert page.locator(f"{PICKED}:checked").count() == 1
    page.set_input_files("#reply [type=file]", [given("rapport.pdf", PDF, "application/pdf")])
    publish(page)
    assert {one.name for one in last_files(thread)} == {"chart.png", "rapport.pdf"}
    context.close()


def test_nothing_of_a_file_acts_and_light_mode_loads_no_picture(signed_in, browser, base, place):
    thread, author = place
    shown, saved = upload(author), upload(author, PDF + b"<script>document.title='ran'</script>", "a.pdf")
    commands.reply(author, thread, body="Words", file_ids=[shown, saved])
    db.session.remove()
    context = window(signed_in, browser, author, extra_http_headers={"Save-Data": "on"})
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{base}/threads/{thread}")
    assert page.locator(".att img").count() == 0
    assert not [one for one in asked if one.startswith(f"{base}/files/")]
    page.goto(f"{base}/files/{shown}")
    assert page.evaluate("document.contentType") == "image/png"
    page.goto(f"{base}/threads/{thread}")
    with page.expect_download() as download:
        page.locator(".att .doc a").last.click()
    assert download.value.suggested_filename == "a.pdf"
    context.close()


def test_a_file_that_fails_while_publishing_waits_for_it_holds_the_post_back(page, base, place):
    thread, _author = place
    page.goto(f"{base}/threads/{thread}")
    held = []
    page.route("**/files", lambda route: held.append(route))  # noqa: PLW0108 - the driver wants a function
    page.set_input_files("#reply [type=file]", [given("rapport.pdf", PDF, "application/pdf")])
    page.locator("#reply textarea").fill("See below.")
    page.locator("#reply button.btn-1").click()
    held[0].abort()
    expect(page.locator("[data-files] .error")).to_have_count(1)
    assert page.locator("#reply textarea").input_value() == "See below."
    db.session.remove()
    assert queries.get_head(thread, None).post_count == 1
