"""What people type becomes HTML that says what they meant and does nothing else."""

import random
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import orjson
import pytest

from goforum.core.text import (
    MAX_SOURCE,
    PIPELINE_VERSION,
    Mention,
    TextTooLong,
    clean_line,
    clean_source,
    excerpt,
    plain_text,
    render_markdown,
    shorten,
)
from goforum.core.text.sanitise import ATTRIBUTES, TAGS, _bleach, is_plain, last_pass, sanitise

HOSTILE = Path(__file__).parent.parent / "data" / "hostile"
REL = 'rel="nofollow ugc noopener noreferrer"'

pytestmark = pytest.mark.once


def html(source: str) -> str:
    return render_markdown(source).html.strip()


class _Found(HTMLParser):
    """Collects every tag and attribute, to be held against the allow-list."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def assert_harmless(markup: str) -> None:
    found = _Found()
    found.feed(markup)
    for tag, attrs in found.tags:
        assert tag in TAGS
        assert set(attrs) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        # As a browser reads it: spaces and controls fall out, then a scheme is letters up to the first colon.
        target = re.sub("[\x00-\x20]", "", attrs.get("href") or "").lower()
        scheme = re.match("([a-z][a-z0-9+.-]*):", target)
        assert scheme is None or scheme.group(1) in ("http", "https", "mailto")
    # What the first pass leaves, the passes leave again: nothing changes meaning by being read a second time.
    assert sanitise(markup) == markup


def test_paragraph_has_its_own_direction():
    assert html("مرحبا\n\nBonjour") == '<p dir="auto">مرحبا</p>\n<p dir="auto">Bonjour</p>'


def test_a_line_end_is_a_line_end():
    assert html("un\ndeux") == '<p dir="auto">un<br>\ndeux</p>'


def test_four_spaces_are_not_code():
    assert html("    نص عادي") == '<p dir="auto">نص عادي</p>'


@pytest.mark.parametrize("typed", ["#", "##", "###", "######"])
def test_headings_stay_below_the_headings_of_the_page(typed):
    assert html(f"{typed} عنوان") == '<h3 dir="auto">عنوان</h3>'


def test_no_level_of_heading_is_skipped():
    drawn = html("## a\n\n###### b\n\n# c\n\n## d\n\n### e\n\n## f")
    assert [drawn[at + 1:at + 3] for at in range(len(drawn)) if drawn.startswith("<h", at)] == [
        "h3", "h4", "h3", "h4", "h5", "h4"]


def test_containers_take_the_direction_of_their_first_words():
    # dir=auto on a list would not look into its items, which have a direction of their own: it would say ltr.
    assert html("- أولا\n- second").startswith('<ul dir="rtl">\n<li dir="auto">أولا</li>')
    assert html("> قال\n>\n> - a").startswith('<blockquote dir="rtl">\n<p dir="auto">قال</p>\n<ul dir="ltr">')
    assert html("| عمود | b |\n|--|--|\n| 1 | 2 |").startswith('<table dir="rtl">')


def test_a_name_or_an_address_does_not_decide_the_direction():
    who = {"salma": Mention(1, "/people/1")}
    drawn = render_markdown("> @salma https://example.org/a نعم", mentions=lambda _h: who).html
    assert drawn.startswith('<blockquote dir="rtl">')


def test_code_reads_left_to_right():
    assert html("```\nx < y\n```") == '<pre dir="ltr"><code>x &lt; y\n</code></pre>'


def test_links_are_marked_and_addresses_isolated():
    assert html("[نص](https://example.org/?a=1&b=2)") == (
        f'<p dir="auto"><a href="https://example.org/?a=1&amp;b=2" {REL}>نص</a></p>'
    )
    assert f'<a href="https://example.org/x" dir="ltr" {REL}>' in html("انظر https://example.org/x.")
    assert f'<a href="mailto:a@example.org" dir="ltr" {REL}>' in html("a@example.org")


def test_a_file_name_is_not_a_link():
    assert "<a" not in html("README.md و www.example")


@pytest.mark.parametrize("target", ["javascript:alert(1)", "JaVaScript:alert(1)", "data:text/html,x",
                                    "vbscript:x", "java\tscript:alert(1)", "&#106;avascript:alert(1)"])
def test_only_three_protocols(target):
    assert_harmless(html(f"[x]({target}) <{target}> [y]: {target}\n\n[y]: {target}\n[y]"))
    assert 'href="javascript' not in html(f"[x]({target})").lower()


def test_images_and_tags_are_shown_as_typed():
    assert "<img" not in html("![a](http://example.org/a.png) <img src=x onerror=alert(1)>")
    assert "&lt;img src=x onerror=alert(1)&gt;" in html("<img src=x onerror=alert(1)>")


def test_an_entity_cannot_bring_back_what_was_cleaned():
    assert "\u202e" not in html("a &#x202e; b &#8238;")


def test_too_long_is_refused_before_any_work():
    with pytest.raises(TextTooLong) as refused:
        render_markdown("ا" * (MAX_SOURCE + 1))
    assert (refused.value.length, refused.value.limit) == (MAX_SOURCE + 1, MAX_SOURCE)
    assert render_markdown("ا" * MAX_SOURCE).version == PIPELINE_VERSION


# Mentions


def resolver(handles: Sequence[str]) -> dict[str, Mention]:
    known = {"salma_idrissi": 7, "سلمي_الادريسي": 8, "x": 9}
    return {one: Mention(known[one], f"/people/{known[one]}") for one in handles if one in known}


def test_mention_links_to_the_person():
    drawn = render_markdown("Merci @Salma_Idrissi.", mentions=resolver)
    assert drawn.mentions == (7,)
    assert drawn.html.strip() == (
        f'<p dir="auto">Merci <a href="/people/7" {REL}><bdi>@Salma_Idrissi</bdi></a>.</p>'
    )


@pytest.mark.parametrize("typed", ["@سلمى_الإدريسي", "@سَلْمَى_الإدريسي", "و@سلمى_الادريسي،", "(@سلـمى_الإدريسي)"])
def test_arabic_mention_with_marks_or_a_joined_letter(typed):
    assert render_markdown(typed, mentions=resolver).mentions == (8,)


@pytest.mark.parametrize("typed", ["a@x.ma", "https://example.org/@x", "`@x`", "[@x](/posts/1)", "\\@x", "@nobody",
                                   "```\n@x\n```", "@_x"])
def test_what_is_not_a_mention(typed):
    assert render_markdown(typed, mentions=resolver).mentions == ()


def test_each_person_once_and_one_question_for_the_whole_text():
    asked = []

    def ask(handles: Sequence[str]) -> dict[str, Mention]:
        asked.append(list(handles))
        return resolver(handles)

    drawn = render_markdown("@x @salma_idrissi\n\n> @X", mentions=ask)
    assert drawn.mentions == (9, 7)
    assert asked == [["x", "salma_idrissi"]]


def test_a_storm_of_mentions_is_cut():
    drawn = render_markdown(
        " ".join(f"@p{n}" for n in range(500)),
        mentions=lambda handles: {h: Mention(int(h[1:]), "/p") for h in handles},
    )
    assert len(drawn.mentions) == 30


def test_a_resolver_cannot_open_a_hole():
    drawn = render_markdown("@x", mentions=lambda _h: {"x": Mention(1, 'javascript:alert(1)"><script>')})
    assert_harmless(drawn.html)


# Cleaning


def test_overrides_go_marks_stay_isolates_are_closed():
    assert clean_source("a\u202eb\u202dc\u202cd") == "abcd"
    assert clean_source("\u200fنص\u200e\u061c") == "\u200fنص\u200e\u061c"
    assert clean_source("a\u2067b\nc\u2069d") == "a\u2067b\u2069\ncd"


def test_controls_halves_and_line_ends():
    assert clean_source("a\x00b\x08\ud800c\r\nd\re\u2028f\ufeff") == "abc\nd\ne\nf"
    assert clean_source("e\u0301") == "é"


def test_towers_of_marks_are_lowered_and_arabic_is_left_alone():
    assert len(clean_source("a" + "\u0316" * 50)) == 7
    vocalised = "الشَّفَافِيَّةُ"
    assert clean_source(vocalised) == clean_source(clean_source(vocalised))
    assert [ch for ch in clean_source(vocalised) if ch == "\u0651"] == ["\u0651"] * 2


def test_one_line():
    assert clean_line("  a \n\t b\u00a0c ") == "a b c"


# Back to words


def test_plain_text_has_a_line_for_each_block():
    assert plain_text(html("# عنوان\n\nun **deux**\n\n- a & b\n- c < d")) == "عنوان\nun deux\na & b\nc < d"


def test_excerpt_cuts_between_words():
    assert excerpt("<p>une phrase assez longue pour être coupée</p>", 20) == "une phrase assez…"
    assert excerpt("<p>courte</p>", 20) == "courte"


def test_shorten_never_tears_a_letter():
    assert shorten("é" * 50, 10) == "é" * 9 + "…"
    word = "شَّ" * 30
    cut = shorten(word, 10)
    assert len(cut) <= 10
    assert cut.endswith("شَّ…")
    family = "👩‍👩‍👧‍👦" * 10
    assert not shorten(family, 15)[:-1].endswith("\u200d")


@pytest.mark.parametrize("text", ["<", " ", "\u3000", "&", "<p"])
def test_plain_text_reads_anything_once(text):
    """Half a million characters: read once they take no time, read again from each of them they would take an hour."""
    assert len(shorten(plain_text(text * 500_000), 100)) <= 100


# Hostile input


@pytest.mark.parametrize(
    ("name", "many"),
    [("xss_sample.json", 100), ("naughty_strings.json", 120), pytest.param("naughty_strings.json", 515, marks=pytest.mark.long)],
)
def test_hostile_strings_do_nothing(name, many):
    """All payloads made to break out, and a sample of the merely odd strings (all of them in the long run)."""
    payloads = orjson.loads((HOSTILE / name).read_bytes())
    for payload in random.Random(7).sample(payloads, many):
        for source in (payload, f"[x]({payload})", f"> {payload}\n\n- {payload}", f"@{payload}", f"<{payload}>"):
            assert_harmless(render_markdown(source, mentions=resolver).html)
        for markup in (payload, f'<a href="{payload}">x</a>', f"<p dir='{payload}'>"):
            assert_harmless(sanitise(sanitise(markup)))


@pytest.mark.parametrize("markup", [
    "<script>", "<p onclick=x>", '<p dir="auto" onclick="x">', '<p dir="x">', "<p dir=auto>", "<p >", "<P>", "<p/>",
    '<a href="/x">x</a>', "a < b", "a > b", "<", "&", "&#106;", "&lt", "<!-- x -->", "<![CDATA[x]]>", "<?x?>", "</ p>",
    "<p", '<ol start="1">', "<pre\n>", "<svg>", "<p\x00>", "<br><img>",
])
def test_what_is_not_plain_is_read_by_both_sanitisers(markup):
    assert not is_plain(markup)
    assert not is_plain(f'<p dir="auto">{markup}</p>')


def test_plain_words_and_tags_come_out_the_same_by_one_sanitiser_as_by_two():
    chance = random.Random(20190206)
    pieces = ["مرحبا", "été", "**", "*", "_", "`", "```\n", "\n", "\n\n", "> ", "- ", "1. ", "# ", "~~", "<", "&", "&amp;", '"',
              "'", "---\n", "| a | b |\n|---|---|\n| c | d |\n", "\u200f", "\xa0", "a", " ", "é ", "<b>", "</p>", "[x](y)", "@salma"]
    plain = 0
    for _ in range(1500):
        source = "".join(chance.choices(pieces, k=chance.randrange(1, 30)))
        found: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("goforum.core.text.render.sanitise", lambda markup, found=found: found.append(markup) or markup)
            render_markdown(source)
        (markup,) = found
        if is_plain(markup):
            plain += 1
            assert last_pass(markup) == last_pass(_bleach().clean(markup)), source
    assert plain > 300


def test_plain_tags_in_any_order_do_nothing():
    chance = random.Random(20190206)
    pieces = [f"<{end}{tag}>" for tag in sorted(TAGS - {"a", "ol"}) for end in ("", "/")]
    pieces += ['<p dir="rtl">', "x", "&lt;script&gt;", "&quot;", "\n"]
    for _ in range(500):
        markup = "".join(chance.choices(pieces, k=chance.randrange(1, 40)))
        assert is_plain(markup)
        assert_harmless(sanitise(sanitise(markup)))


ATTACKS = {
    "brackets": "[" * 20000, "image brackets": "![" * 10000, "half links": "[](" * 6666,
    "quotes": ">" * 20000, "spaced quotes": "> " * 10000, "steps of quotes": "".join(">" * i + "a\n" for i in range(195)),
    "deep list": "".join(" " * i + "- a\n" for i in range(190)), "long list": "- a\n" * 5000,
    "less": "<" * 20000, "half tags": "<a " * 6666, "comments": "<!--" * 5000, "instructions": "<?" * 10000,
    "stars": "*" * 20000, "star words": "*a " * 6666, "star knots": "a**b*c" * 3333, "stars both": "*" * 9999 + "a" + "*" * 9999,
    "low lines": "_" * 20000, "ticks": "".join("`" * i + " " for i in range(199)), "tick pairs": "`a``b" * 4000,
    "entities": "&#x1;" * 4000, "at": "@" * 20000, "at words": "@a " * 6666, "half mails": "a@" * 10000,
    "mails": "a@b.ma " * 2857, "half addresses": "http://" * 2857, "addresses": "http://a.b/( " * 1500,
    "one address": "http://" + "a." * 9990, "strikes": "~~a" * 6666, "pipes": "|" * 20000,
    "wide table": "|".join("a" * 60) + "\n" + "|".join("-" * 60) + "\n" + "a\n" * 9800,
    "references": "".join(f"[a{i}]: x\n" for i in range(1900)), "rules": "---\n" * 5000, "headings": "# a\n" * 5000,
    "backslashes": "\\" * 20000, "lines": "a\n" * 10000, "paragraphs": "a\n\n" * 6666, "tabs": "\t" * 20000,
    "isolates": "\u2067" * 20000, "marks": "a" + "\u0301" * 19999, "spaces": "a" + " " * 19998 + "b",
    "titles": '[a](b "' * 2800, "nested brackets": "[" * 500 + "]" * 500, "no-breaks": "\u00a0\n" * 10000,
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_typed_costs_more_than_its_length(name, calls):
    drawn = []
    assert calls(lambda: drawn.append(render_markdown(ATTACKS[name][:MAX_SOURCE], mentions=resolver))) < 250 * MAX_SOURCE
    assert len(drawn[0].html) < 400_000
