"""The shared parts of pages: tied together for screen readers, and hostile text stays text."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask, render_template_string
from wtforms import BooleanField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired

from goforum.core.forms import Form, many, options
from goforum.core.templating import initials, partial_date, tally_segments

HOSTILE = '"><img src=x onerror=alert(1)>'
IMPORTS = '{% import "_parts/fields.html" as fields %}{% import "_parts/ui.html" as ui %}'


class Sample(Form):
    title = StringField("Title", [DataRequired("Fill in this field.")], description="Short.")
    body = TextAreaField("Body")
    secret = PasswordField("Password")
    agree = BooleanField("I agree")
    choice = RadioField("Position", choices=options([("for", "For"), ("against", "Against")]))
    links = many("Commitments", [("1", "One"), ("2", HOSTILE)])


def _draw(app: Flask, source: str, **values: object) -> str:
    with app.test_request_context("/kit?lang=en"):
        return render_template_string(IMPORTS + source, **values)


def _refused(app: Flask) -> tuple[str, Sample]:
    with app.test_request_context("/kit?lang=en", method="POST", data={"body": HOSTILE, "links": "2"}):
        form = Sample(meta={"csrf": False})
        form.validate()
        html = render_template_string(
            IMPORTS + "{{ fields.form_errors(form) }}{% for f in form %}{{ fields.field(f) }}{% endfor %}", form=form)
    return html, form


def test_an_error_stands_in_the_summary_and_beside_its_field(app: Flask) -> None:
    html, _ = _refused(app)
    assert 'role="alert"' in html
    assert '<a href="#title">Title</a>' in html
    assert re.search(r'<input aria-describedby="title-hint title-error" aria-invalid="true"[^>]*id="title"', html)
    assert 'id="title-error"' in html


def test_what_was_typed_comes_back_as_text(app: Flask) -> None:
    html, _ = _refused(app)
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html or "&lt;img src=x" in html


def test_every_field_has_a_label_and_text_takes_its_own_direction(app: Flask) -> None:
    html, form = _refused(app)
    for name in ("title", "body", "secret"):
        assert f'<label for="{name}">' in html
    assert re.search(r'<textarea[^>]*dir="auto"', html)
    assert re.search(r'<input[^>]*dir="ltr"[^>]*type="password"', html)
    assert re.search(r'<input type="checkbox" name="links" value="2" checked>', html)
    assert len(re.findall(r'<input type="radio" name="choice"', html)) == 2
    assert form.errors


@pytest.mark.parametrize("source", [
    "{{ ui.badge(x, x, 'check') }}", "{{ ui.avatar(x) }}", "{{ ui.empty(x, x, x, x) }}", "{{ ui.alert(x) }}",
    "{{ ui.crumbs([(x, x)]) }}", "{{ ui.heading(x, 'id', x, x) }}", "{{ ui.steps([(x, x, '')], x) }}",
    "{{ fields.submit(x, name=x, value=x) }}", "{{ fields.post_button(x, x, hidden={'a': x}) }}",
    "{{ ui.person({'name': x}, x) }}", "{{ loc({'fr': x}) }}",
])
def test_hostile_text_is_only_ever_text(app: Flask, source: str) -> None:
    html = _draw(app, source, x=HOSTILE)
    assert "<img" not in html
    assert 'alert(1)">' not in html


def test_a_name_in_another_language_says_so(app: Flask) -> None:
    html = _draw(app, "{{ loc({'ar': 'نص', 'en': None}) }}")
    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html


def test_a_tally_names_every_position_in_one_order(app: Flask) -> None:
    html = _draw(app, "{{ ui.tally(c) }}{{ ui.result_table(c) }}", c={"for": 12, "against": 4})
    assert 'aria-label="For 12 · Abstention 0 · Against 4 · Reasoned objection 0"' in html
    assert [s.width for s in tally_segments({"for": 3, "against": 1})] == [75.0, 0.0, 25.0, 0.0]
    assert "<b>12</b> · 75%" in html


def test_a_tally_of_nothing_draws_an_empty_bar(app: Flask) -> None:
    assert "<rect" not in _draw(app, "{{ ui.tally({}) }}")


def test_a_moment_carries_its_machine_form(app: Flask) -> None:
    html = _draw(app, "{{ ui.time(t) }}{{ ui.day(t) }}", t=datetime(2019, 2, 6, 23, 30, tzinfo=UTC))
    assert html.count('datetime="2019-02-06T23:30:00+00:00"') == 2


@pytest.mark.parametrize(("name", "expected"), [
    ("Example Member", "EM"), ("salma", "S"), ("سلمى الإدريسي", "س إ"), ("", "?"), ("<b> x", "X"),
])
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_a_visitors_page_sets_no_session_and_switches_the_theme_by_a_link(client):
    page = client.get("/groups?theme=dark")
    assert 'data-theme="dark"' in page.text
    cookies = page.headers.getlist("Set-Cookie")
    assert any(cookie.startswith("gftheme=dark") for cookie in cookies)
    assert not any(cookie.startswith("gf=") for cookie in cookies)
    assert 'data-theme="dark"' in client.get("/groups").text


@pytest.mark.parametrize(("lang", "given", "expected"), [
    ("fr", "2018", "2018"), ("fr", "2018-08", "août 2018"), ("ar", "2018-08", "غشت 2018"),
    ("en", "2018-08-30", "August 30, 2018"), ("fr", None, "…"), ("fr", "2018-13", "2018-13"), ("fr", "soon", "soon"),
])
def test_a_partial_date_is_written_in_words(app: Flask, lang: str, given: str | None, expected: str) -> None:
    with app.test_request_context(f"/kit?lang={lang}"):
        assert partial_date(given) == expected
