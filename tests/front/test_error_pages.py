"""Each refusal is a page in the reader's language, with a way on; when the database is away it is not asked."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from goforum.core.errors import error_page

CODES = (400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_words_and_a_way_on(app: Flask, ctx: None, code: int, lang: str) -> None:
    with app.test_request_context(f"/groups?lang={lang}"):
        answer = error_page(code)
    html = answer.get_data(as_text=True)
    assert answer.status_code == code
    assert f'<html lang="{lang}"' in html
    assert '<a class="btn" href="/">' in html
    assert html.count("<h1") == 1
    assert f" {code}" in html


def test_no_two_refusals_say_the_same(app: Flask, ctx: None) -> None:
    with app.test_request_context("/groups?lang=en"):
        titles = [error_page(code).get_data(as_text=True).split("<h1")[1].split("</h1>")[0] for code in CODES]
    assert len(set(titles)) == len(CODES)


@pytest.mark.parametrize("code", [500, 503])
def test_a_fault_of_the_database_is_told_without_asking_it(
        app: Flask, ctx: None, count_statements: Callable[[], Any], code: int) -> None:
    with app.test_request_context("/groups?lang=fr"), count_statements() as seen:
        error_page(code)
    assert seen == []


def test_a_reason_replaces_the_general_words_and_is_only_text(app: Flask, ctx: None) -> None:
    with app.test_request_context("/groups?lang=en"):
        html = error_page(403, reason="<b>Because.</b>").get_data(as_text=True)
    assert "&lt;b&gt;Because.&lt;/b&gt;" in html


def test_what_was_written_is_given_back_when_the_session_ended(client: Any) -> None:
    answer = client.post("/kit?lang=en", data={"body": "A long text <i>kept</i>", "csrf_token": "old"})
    assert answer.status_code == 400
    assert "Your session ended" in answer.text
    assert "A long text &lt;i&gt;kept&lt;/i&gt;</textarea>" in answer.text
