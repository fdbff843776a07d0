"""Every answer carries the headers; every refusal is a page in the reader's language with a way on."""

import gzip

import pytest
from flask import Flask

from goforum.core.assets import asset
from goforum.core.compression import init_compression
from goforum.core.viewer import ZONE
from tests.factories import make_group, make_person

PAGES = ["/", "/groups", "/nope", "/sign-in", "/healthz", "/plans", "/search?q=x", "/favicon.ico"]


@pytest.mark.parametrize("path", PAGES)
def test_headers_of_every_answer(client, path):
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for header, value in {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}.items():
        assert response.headers[header] == value
    assert response.headers["X-Request-ID"]


def test_a_part_of_a_page_brings_no_headers_that_only_pages_obey(client):
    script, drawing = client.get(asset("_base/js/app.js")), client.get(asset("_base/icons.svg"))
    assert script.headers["X-Content-Type-Options"] == "nosniff"
    assert script.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert sum(len(name) + len(value) + 4 for name, value in script.headers) < 400
    assert "immutable" in script.headers["Cache-Control"]
    # What a browser would open and run keeps the policy, and so does the page that says "not found".
    for one in (drawing, client.get("/sw.js"), client.get("/assets/x/nope.js")):
        assert one.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("name", ["_base/js/app.js", "_base/icons.svg", "_base/fonts/vazirmatn-ar.woff2"])
def test_a_file_for_everybody_does_not_vary_with_the_cookies(ctx, as_person, name):
    answer = as_person(make_person()).get(asset(name))
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Set-Cookie" not in answer.headers


def test_a_page_is_packed_for_whoever_takes_it(client):
    plain, packed = client.get("/groups"), client.get("/groups", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(plain.data) / 3
    assert gzip.decompress(packed.data).startswith(b"<!doctype html>")
    for refuses in ("", "identity", "br"):
        assert "Content-Encoding" not in client.get("/groups", headers={"Accept-Encoding": refuses}).headers
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers  # too small


def test_a_packed_page_is_known_again_by_its_tag(client):
    first = client.get("/groups", headers={"Accept-Encoding": "gzip"})
    if "ETag" in first.headers:
        assert client.get("/groups", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}).status_code == 304


def test_nothing_is_packed_behind_a_proxy():
    app = Flask("behind")
    app.route("/")(lambda: "word " * 1000)
    init_compression(app, proxies=1)
    answer = app.test_client().get("/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
@pytest.mark.parametrize(("path", "method", "status"), [("/nope", "get", 404), ("/groups", "post", 405),
                                                        ("/confirm/made-up", "get", 410)])
def test_refusals_speak_the_readers_language_and_show_a_way_on(client, lang, path, method, status):
    response = getattr(client, method)(f"{path}?lang={lang}")
    assert response.status_code == status
    assert f'<html lang="{lang}"' in response.text
    assert 'href="/"' in response.text
    if status == 405:
        assert "GET" in response.headers["Allow"]


def test_a_broken_page_says_so_with_headers_and_without_a_trace(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def broken():
        raise ValueError("a secret detail")

    monkeypatch.setitem(app.view_functions, "groups.index", broken)
    response = client.get("/groups?lang=fr")
    assert response.status_code == 500
    assert "secret detail" not in response.text
    assert "Content-Security-Policy" in response.headers
    assert 'lang="fr"' in response.text


def test_a_too_large_body_is_refused_with_413(as_person):
    browser = as_person(make_person())
    assert browser.post("/account", data={"name": "x" * 600_000}).status_code == 413


def test_a_reserved_groups_page_is_kept_by_no_cache(as_person):
    keeper = make_person()
    make_group(facilitator=keeper, visibility="reserved", name="Quiet")
    browser = as_person(keeper)
    page = browser.get("/groups")
    assert "Quiet" in page.text
    from goforum.groups.queries import list_groups

    slug = next(c.slug for c in list_groups(keeper) if c.names["en"] == "Quiet")
    assert "no-store" in browser.get(f"/groups/{slug}").headers["Cache-Control"]
    assert "no-store" in browser.get(f"/groups/{slug}/members").headers["Cache-Control"]


def test_the_language_switch_stays_on_the_page_and_is_remembered(client):
    page = client.get("/plans?lang=fr")
    assert 'href="/plans?lang=ar"' in page.text
    assert '<html lang="fr" dir="ltr"' in client.get("/groups").text
    assert '<html lang="ar" dir="rtl"' in client.get("/groups?lang=ar").text


@pytest.mark.parametrize(("accept", "lang"), [("ar-MA,ar;q=0.9", "ar"), ("fr-FR,fr;q=0.8,en;q=0.5", "fr"), ("de", "en")])
def test_the_browsers_language_is_followed(client, accept, lang):
    assert f'<html lang="{lang}"' in client.get("/groups", headers={"Accept-Language": accept}).text


def test_morocco_is_at_utc_since_20_september_2026():
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    instant = datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert instant.astimezone(ZoneInfo(ZONE)).utcoffset().total_seconds() == 0
    assert datetime(2019, 5, 2, 10, tzinfo=ZoneInfo(ZONE)).utcoffset().total_seconds() == 3600
