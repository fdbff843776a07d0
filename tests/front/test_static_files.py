"""The static files keep to their budgets and to the design's rules of direction, and are sent to be kept."""

import base64
import gzip
import hashlib
import os
import re
from pathlib import Path

import pytest
from flask import Flask

from goforum.core import assets, paths
from goforum.core.assets import minify_css, slim_js

KB = 1024
# Every page has the first; the others come where somebody reads a thread, and where somebody may write in it.
BASE = ("_base/js/app.js",)
THREAD = (*BASE, "threads/thread.js", "_base/js/composer.js", "files/upload.js")
IMPORTED = re.compile(r"""(?:^|\n|;)\s*(?:import|export)\b[^"'();]*["']([^"']+)["']""")
STYLES = sorted(paths.STATIC.rglob("*.css"))
TEMPLATES = sorted(paths.TEMPLATES.rglob("*.html"))
# A direction of the screen instead of a direction of reading: wrong in one of the two.
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)(?:-\w+)?|border-(?:top|bottom)-(?:left|right)-radius"
    r"|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:"
    r"|(?:float|clear|text-align)\s*:\s*(?:left|right)"
)


def _packed(*contents: bytes) -> int:
    return sum(len(gzip.compress(content, 9)) for content in contents)


def test_the_stylesheet_stays_under_12_kb() -> None:
    assert _packed(assets.store().stylesheet.encode()) <= 12 * KB


def _loaded(*entries: str) -> set[str]:
    """The modules a page loads by itself: those it names and whatever these import; not what waits for a need."""
    files, found, left = assets.store().files, set(), list(entries)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            # An import may have become the address of the hashed file.
            left += [_name_of(address, name) for address in IMPORTED.findall(files[name].content.decode())]
    return found


def _name_of(address: str, importer: str) -> str:
    if address.startswith("/"):
        return re.sub(r"^/assets/[0-9a-f]+/", "", address)
    return os.path.normpath(Path(importer).parent / address)


def _weight(*entries: str) -> int:
    files = assets.store().files
    return _packed(*(files[name].content for name in _loaded(*entries)))


def test_what_a_page_imports_is_counted() -> None:
    assert _loaded(*BASE) == {"_base/js/app.js"}
    assert _loaded(*THREAD) == set(THREAD)  # each with its own parts inside
    assert _loaded("meetings/room.js") == {"meetings/room.js", "_base/js/app.js"}
    sent = assets.store().files["threads/thread.js"].content
    for part in ("marks", "read"):
        lines = slim_js((paths.STATIC / f"threads/{part}.js").read_text(encoding="utf-8")).splitlines()
        assert lines[-2].encode() in sent, part


def test_the_pages_name_no_other_scripts() -> None:
    """Whoever adds a script to the thread's page adds it to its weight."""
    named = set()
    for template in ("_layout/base.html", "threads/show.html", "_parts/composer.html", "files/_picker.html"):
        text = (paths.TEMPLATES / template).read_text(encoding="utf-8")
        named |= set(re.findall(r"""asset\(["']([^"']+\.js)["']""", text))
    assert named == set(THREAD)


def test_the_scripts_of_a_page_that_is_read_stay_under_7_kb() -> None:
    assert _weight(*BASE, "threads/thread.js") <= 7 * KB


def test_the_scripts_of_a_page_where_one_writes_stay_under_10_kb() -> None:
    assert _weight(*THREAD) <= 10 * KB


def test_the_scripts_of_the_room_stay_under_26_kb() -> None:
    assert _weight(*BASE, "meetings/room.js") <= 26 * KB


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_name_no_physical_direction(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|@media[^{]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert PHYSICAL.findall(text) == []


def test_templates_carry_no_inline_style_or_script() -> None:
    for path in TEMPLATES:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        # Mail programs know no stylesheet of ours: in mails a tag carries its own style.
        assert "email" in path.parts or not re.search(r"<[^>]*\sstyle=", text), path
        assert not re.search(r"<[^>]*\son[a-z]+=", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path


def test_every_icon_asked_for_by_a_template_exists() -> None:
    known = set(re.findall(r'symbol id="([^"]+)"', (paths.STATIC / "_base/icons.svg").read_text(encoding="utf-8")))
    for path in TEMPLATES:
        asked = set(re.findall(r"""icon\(\s*["']([a-z0-9-]+)["']""", path.read_text(encoding="utf-8")))
        assert asked <= known, path


def test_minifying_keeps_strings_and_the_space_calc_needs() -> None:
    text = """/* a note */ .a , .b { margin-inline: calc(-1 * var(--s4) + 2px); content: "x ; y"; }
    @media (min-width: 62em) { .a > .b:hover { color: red; } }"""
    assert minify_css(text) == (
        '.a,.b{margin-inline:calc(-1 * var(--s4) + 2px);content:"x ; y"}'
        "@media (min-width: 62em){.a>.b:hover{color:red}}"
    )


def test_slimming_a_script_keeps_its_template_literals() -> None:
    text = "// why\nconst a = `x\n  // not a comment\n`;\n\n  // why\n  f(a); // kept, it stands beside code\n"
    assert slim_js(text) == "const a = `x\n  // not a comment\n`;\nf(a); // kept, it stands beside code\n"


def test_addresses_in_the_stylesheet_are_absolute_and_hashed() -> None:
    found = re.findall(r'url\("([^"]+)"\)', assets.store().stylesheet)
    assert found
    assert all(re.fullmatch(r"/assets/[0-9a-f]{12}/_base/.+", address) for address in found)


def test_a_hashed_file_is_kept_a_year_and_sent_compressed(app: Flask) -> None:
    client = app.test_client()
    address = assets.asset("_base/icons.svg")
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.content_type == "image/svg+xml; charset=utf-8"
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Set-Cookie" not in plain.headers


def test_an_old_hash_still_answers_but_is_not_kept(app: Flask) -> None:
    answer = app.test_client().get("/assets/000000000000/_base/icons.svg")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["../pyproject.toml", "_base/none.css", "%2e%2e/pyproject.toml"])
def test_nothing_outside_the_static_tree_is_sent(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/assets/x/{name}").status_code in {404, 308}


def test_scripts_share_one_prefix_so_that_relative_imports_hold(app: Flask) -> None:
    prefixes = {assets.asset(name).split("/")[2] for name in assets.store().files if name.endswith(".js")}
    assert len(prefixes) == 1


def test_a_first_visit_gets_the_stylesheet_inside_and_the_next_one_a_link(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/kit").text
    second = client.get("/kit").text
    style = re.search(r"<style>(.*?)</style>", first, flags=re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert assets.inline_style_hash() == f"sha256-{digest}"
    assert "<style>" not in second
    assert f'href="{assets.asset("app.css")}"' in second


def test_the_policy_always_allows_that_stylesheet_and_no_other(app: Flask) -> None:
    policy = app.test_client().get("/kit").headers["Content-Security-Policy"]
    assert f"style-src 'self' '{assets.inline_style_hash()}'" in policy
    assert "unsafe" not in policy


def test_the_service_worker_answers_at_the_root(app: Flask) -> None:
    answer = app.test_client().get("/sw.js")
    assert answer.content_type.startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_what_scrolls_holds_what_only_screen_readers_are_told():
    """Words out of sight lie in the nearest positioned box: outside what scrolls they would make the page longer."""
    scrolls = re.compile(r"([^{}]+)\{([^{}]*overflow(?:-[xy])?:\s*(?:auto|scroll)[^{}]*)\}")
    found = [rule for file in STYLES
             for rule in scrolls.findall(file.read_text(encoding="utf-8"))]
    assert len(found) > 5
    own = (".sticky", ".menu-in")  # positioned by a rule of their own
    assert [name.strip() for name, body in found if "position:" not in body and not any(one in name for one in own)] == []
