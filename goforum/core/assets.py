"""Static files under content-hashed addresses.

A file's address carries a hash of what it holds, so browsers keep it for a year and a change shows at once:
`/assets/<hash>/_base/icons.svg`. Scripts share one hash for the whole tree, because an ES module imports its
neighbours by relative path and must find them under the same prefix; each is sent together with what it imports
(`core/modules.py`). The base stylesheet (tokens, then
components) is one minified file; a first visit gets it inside the page, allowed by its hash in the CSP,
because on a slow line one request less is what the reader notices.
"""

import base64
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from markupsafe import Markup
from werkzeug.http import dump_cookie

from goforum.core import paths
from goforum.core.cookies import Sessions
from goforum.core.modules import bundle

STYLESHEET = "app.css"
STYLESHEET_PARTS = ("_base/tokens.css", "_base/goforum.css")
BASE_SCRIPT = "_base/js/app.js"
CSS_COOKIE = "gfcss"
ONE_YEAR = 365 * 24 * 3600

# Not left to the machine's own table: a server without /etc/mime.types must send the same types.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".png": "image/png",
}
# Never a document of its own, unlike an SVG, which a browser opens and runs.
PARTS = {".css", ".js", ".woff2", ".png"}
COMPRESSIBLE = {".css", ".js", ".json", ".svg", ".txt", ".webmanifest"}

bp = Blueprint("assets", __name__)


def minify_css(text: str) -> str:
    """Drop comments and needless space; strings are kept as they are, and so is the space `calc()` needs."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group(0))
        return f"\0{len(kept) - 1}\0"

    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\"[^\"]*\"|'[^']*'", keep, text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,>]) ?", r"\1", text)
    text = re.sub(r": (?=[^{}]*[;}])", ":", text)
    text = text.replace(";}", "}").strip()
    return re.sub(r"\0(\d+)\0", lambda match: kept[int(match.group(1))], text)


def slim_js(text: str) -> str:
    """Drop the lines that are only a comment; inside a template literal every line is kept."""
    kept, literal = [], False
    for line in text.splitlines():
        if not literal and (not line.strip() or line.lstrip().startswith("//")):
            continue
        kept.append(line if literal else line.lstrip())
        literal ^= line.count("`") % 2 == 1
    return "\n".join(kept) + "\n"


def _short_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


@dataclass
class Asset:
    """One file as it is sent: its bytes, its hash, and the compressed form made at first use."""

    name: str
    content: bytes
    version: str
    _packed: bytes | None = field(default=None, repr=False)

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix

    @property
    def media_type(self) -> str:
        return TYPES.get(self.suffix) or mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def packed(self) -> bytes | None:
        """The gzip form, or None for a file that is compressed already."""
        if self.suffix not in COMPRESSIBLE:
            return None
        if self._packed is None:
            self._packed = gzip.compress(self.content, 9, mtime=0)
        return self._packed


class AssetStore:
    """Every static file, read once at start, with its address."""

    def __init__(self, root: Path, prefix: str = "/assets") -> None:
        self.prefix = prefix
        raw = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
        }
        raw |= self._finish_scripts(raw)
        scripts = {name: content for name, content in raw.items() if name.endswith(".js")}
        self.tree_version = _short_hash(b"".join(name.encode() + b"\0" + scripts[name] for name in scripts))
        self.files: dict[str, Asset] = {}
        for name, content in raw.items():
            version = self.tree_version if name in scripts else _short_hash(content)
            self.files[name] = Asset(name, content, version)
        self._finish_styles()
        self.stylesheet = self.files[STYLESHEET].content.decode()

    @staticmethod
    def _finish_scripts(raw: dict[str, bytes]) -> dict[str, bytes]:
        """Our own scripts, each with what it imports and without comments; others' stay untouched."""
        own = {name: content.decode() for name, content in raw.items()
               if name.endswith(".js") and not name.startswith("vendor/")}
        whole = bundle(own, BASE_SCRIPT, raw) if BASE_SCRIPT in own else own
        return {name: slim_js(text).encode() for name, text in whole.items()}

    def _finish_styles(self) -> None:
        styles = {name: asset.content.decode() for name, asset in self.files.items() if name.endswith(".css")}
        finished = {name: minify_css(self._absolute_urls(name, text)) for name, text in styles.items()}
        finished[STYLESHEET] = "".join(finished.get(name, "") for name in STYLESHEET_PARTS)
        for name, text in finished.items():
            content = text.encode()
            self.files[name] = Asset(name, content, _short_hash(content))

    def _absolute_urls(self, name: str, text: str) -> str:
        """Rewrite `url("fonts/x.woff2")` to the hashed address: the text may end up inside a page."""

        def absolute(match: re.Match[str]) -> str:
            target = (Path(name).parent / match.group(1)).as_posix()
            return f'url("{self.url(target)}")'

        return re.sub(r"""url\(["']?([^"':)]+)["']?\)""", absolute, text)

    def url(self, name: str) -> str:
        """The address of a file; an unknown name is a mistake of ours and fails at once."""
        asset = self.files[name]
        return f"{self.prefix}/{asset.version}/{name}"

    def integrity(self, name: str) -> str:
        """The `integrity` value of a file, for third-party scripts."""
        return "sha384-" + base64.b64encode(hashlib.sha384(self.files[name].content).digest()).decode()

    def style_hash(self) -> str:
        """The CSP source that allows the stylesheet when it stands inside the page."""
        return "sha256-" + base64.b64encode(hashlib.sha256(self.stylesheet.encode()).digest()).decode()


_stores: dict[Path, AssetStore] = {}


def store() -> AssetStore:
    """The files of this process: read once, whatever the number of applications (tests make many)."""
    root = paths.STATIC
    if root not in _stores:
        _stores[root] = AssetStore(root)
    return _stores[root]


def asset(name: str) -> str:
    """The address of a static file, for templates: `{{ asset("_base/js/app.js") }}`."""
    return store().url(name)


def asset_integrity(name: str) -> str:
    """The sha384 of a static file, for `integrity=` on vendored scripts."""
    return store().integrity(name)


def inline_style_hash() -> str:
    """The hash the CSP always carries in `style-src`, so that a first visit may inline the stylesheet."""
    return store().style_hash()


def css_head() -> Markup:
    """The stylesheet: inside the page on a first visit, as a link once the browser has it."""
    files = store()
    if request.cookies.get(CSS_COOKIE) == files.files[STYLESHEET].version:
        return Markup('<link rel="stylesheet" href="{}">').format(files.url(STYLESHEET))
    g.css_inlined = True
    return Markup("<style>") + Markup(files.stylesheet) + Markup("</style>")  # noqa: S704 - our own file


def _remember_stylesheet(response: Response) -> Response:
    """After a page with the stylesheet inside, the next ones link it: the cookie says so."""
    if g.pop("css_inlined", False):
        response.vary.add("Cookie")
        secure = bool(current_app.config.get("SESSION_COOKIE_SECURE"))
        response.headers.add("Set-Cookie", _stylesheet_cookie(store().files[STYLESHEET].version, secure))
    return response


@lru_cache(maxsize=8)
def _stylesheet_cookie(version: str, secure: bool) -> str:
    return dump_cookie(CSS_COOKIE, version, max_age=ONE_YEAR, httponly=True, samesite="Lax", secure=secure)


def _send(found: Asset, cache: str) -> Response:
    g.for_everybody = True
    packed = found.packed()
    wants_gzip = packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(packed if wants_gzip else found.content, content_type=found.media_type)
    response.headers["Cache-Control"] = cache
    if packed is not None:
        response.vary.add("Accept-Encoding")
    if wants_gzip:
        response.headers["Content-Encoding"] = "gzip"
    return response


@bp.get("/assets/<version>/<path:name>")
def file(version: str, name: str) -> Response:
    """Send a static file; kept for a year when the address carries its present hash."""
    found = store().files.get(name)
    if found is None:
        abort(404)
    current = version == found.version
    g.part_of_page = found.suffix in PARTS
    return _send(found, f"public, max-age={ONE_YEAR}, immutable" if current else "no-cache")


@bp.get("/favicon.ico")
def favicon() -> Response:
    """The mark, for browsers that ask without reading the page."""
    return _send(store().files["_base/img/logo.svg"], "public, max-age=86400")


@bp.get("/sw.js")
def service_worker() -> Response:
    """The service worker, at the root because its place decides what it may serve."""
    return _send(store().files["_base/js/sw.js"], "no-cache")


def init_assets(app: Flask) -> None:
    """Register the routes, the template globals and the first-visit cookie."""
    from goforum.core.templating import init_templating  # here, because icons need `asset` above

    store()
    app.session_interface = Sessions()
    init_templating(app)
    app.register_blueprint(bp)
    app.jinja_env.globals.update(asset=asset, asset_integrity=asset_integrity, css_head=css_head)
    app.after_request(_remember_stylesheet)


__all__ = ["asset", "asset_integrity", "css_head", "init_assets", "inline_style_hash"]
