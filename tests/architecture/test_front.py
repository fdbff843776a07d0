"""The checks of `make lint` on templates, styles and catalogues see what they are there to see."""

import importlib.util
import sys

import pytest

from tests.architecture.source import ROOT

pytestmark = pytest.mark.once


def tool(name):
    """A script of tools/, which is no package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def faults(tmp_path, text, name="page.html"):
    path = tmp_path / name
    path.write_text(text)
    return list(tool("template_lint").faults_of(path))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('<p style="color: red">{{ _("x") }}</p>', "style="),
        ('<button onclick="go()">{{ _("x") }}</button>', "onclick="),
        ("<script>go()</script>", "<script>"),
        ("<style>p { }</style>", "<style>"),
        ('<script src="https://example.org/x.js"></script>', "another host"),
        ('<a href="javascript:go()">{{ _("x") }}</a>', "javascript:"),
        ("<p>{{ body | safe }}</p>", "|safe"),
        ('<form method="post"><button>{{ _("Go") }}</button></form>', "csrf_token"),
        ('<form method="POST" action="{{ url }}">', "csrf_token"),
        ("<p>Hello there</p>", "Hello there"),
        ("<p>{{ n }} replies</p>", "replies"),
        ('<input placeholder="Your name">', "Your name"),
        ('<img src="/x.png">', "alt"),
        ("{% autoescape false %}{{ x }}{% endautoescape %}", "autoescape"),
    ],
)
def test_a_template_with_a_fault_is_refused(tmp_path, text, word):
    assert any(word in fault for fault in faults(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        '<p>{{ _("Hello there") }}</p>',
        '<form method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}"></form>',
        '<form method="post">{{ form.hidden_tag() }}</form>',
        '<form method="get" action="/search"><button>{{ _("Search") }}</button></form>',
        '{# a note in English #}{% set words = "not shown" %}<p class="big">12 · {{ n }}</p>',
        '<a id="p{{ number }}" href="{{ url }}">#{{ number }}</a>',
        "{% block body_class %}wide plain{% endblock %}",
        "{% trans %}Said through the catalogue{% endtrans %}",
        '<script type="module" src="{{ asset("x.js") }}"></script>',
    ],
)
def test_a_good_template_passes(tmp_path, text):
    assert faults(tmp_path, text) == []


def test_a_letter_in_plain_text_speaks_through_the_catalogue(tmp_path):
    assert faults(tmp_path, 'Subject: {{ _("Welcome") }}\n\n{{ _("Hello") }} {{ name }}\n', "letter.txt") == []
    assert faults(tmp_path, "Dear {{ name }}\n", "letter.txt") != []


@pytest.mark.parametrize(
    "rule",
    [
        "margin-left: 1rem", "padding-right: 0", "left: 0", "float: left", "text-align: right", "top: 0",
        "border-left: 1px solid", "border-top-left-radius: 3px", "margin: 1px 2px 3px 4px", "inset: 0 auto 0 1rem",
    ],
)
def test_a_physical_direction_is_refused(rule):
    assert list(tool("style_lint").physical_faults(f"a {{ {rule}; }}"))
    assert list(tool("style_lint").physical_faults(f"@media (min-width: 40em) {{ a {{ color: red; {rule} }} }}"))


@pytest.mark.parametrize(
    "rule",
    [
        "margin-inline-start: 1rem", "inset-inline-end: 0", "text-align: start", "margin: 1px 2px 3px 2px",
        "margin: 0 auto", 'content: "left: 0;"', "inset: 0", "--left: 2px", "transition: inset-inline-start 1s",
    ],
)
def test_a_logical_direction_passes(rule):
    assert list(tool("style_lint").physical_faults(f"a {{ {rule}; }}")) == []


def test_styles_and_scripts_of_the_site_are_clean():
    assert tool("style_lint").faults() == []


def test_templates_of_the_site_are_clean():
    assert tool("template_lint").faults() == []


def catalogue(tmp_path, body, language="ar"):
    """A catalogue in a file, read as the check reads it."""
    path = tmp_path / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(tool("catalogues")._header(language) + "\n" + body)
    return tool("catalogues").read_catalogue(path)


ARABIC_PLURAL = 'msgid "%(num)s reply"\nmsgid_plural "%(num)s replies"\n' + "".join(
    f'msgstr[{form}] "{words}"\n'
    for form, words in enumerate(["لا ردود", "رد واحد", "ردّان", "%(num)s ردود", "%(num)s ردًّا", "%(num)s رد"])
)


def message_faults(tmp_path, body):
    read = catalogue(tmp_path, body)
    (message,) = tool("catalogues").messages(read)
    return [*tool("catalogues").placeholder_faults(message, "ar")], tool("catalogues").translated(message, "ar")


def test_arabic_has_six_forms_and_the_small_ones_may_leave_the_number_out(tmp_path):
    assert message_faults(tmp_path, ARABIC_PLURAL) == ([], True)


def test_a_plural_with_an_empty_form_is_untranslated(tmp_path):
    assert message_faults(tmp_path, ARABIC_PLURAL.replace("ردّان", ""))[1] is False


@pytest.mark.parametrize("words", ["مرحبا", "مرحبا %(nom)s", "مرحبا %(name)s %(other)s"])
def test_placeholders_must_agree(tmp_path, words):
    found, _ = message_faults(tmp_path, f'#, python-format\nmsgid "Hello %(name)s"\nmsgstr "{words}"\n')
    assert found
