"""What the browser is told it may do, and which requests are not even listened to."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from goforum.config import Settings
from goforum.core.assets import inline_style_hash
from goforum.core.load import SEEN, WANTED
from goforum.core.logs import new_request
from goforum.core.rules import Crowded
from goforum.core.web import site_of

csrf = CSRFProtect()
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# A form with a post of 20 kB in Arabic, several times over; uploads will raise it on their own route.
MAX_BODY = 512 * 1024


def content_policy(frame_origin: str = "") -> str:
    """The content security policy: only this site's own files, and the one hashed first-visit stylesheet."""
    rules = {
        "default-src": "'none'", "script-src": "'self'",
        "style-src": f"'self' '{inline_style_hash()}'",
        "img-src": "'self'", "font-src": "'self'", "connect-src": "'self'", "manifest-src": "'self'",
        "worker-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
    }
    if frame_origin:
        rules["frame-src"] = frame_origin
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def init_security(app: Flask, settings: Settings) -> None:
    """Proxies, hosts, origins, CSRF and headers for every answer, the error pages included."""
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        SESSION_COOKIE_NAME="__Host-gf" if settings.secure_cookies else "gf",
        SESSION_COOKIE_SECURE=settings.secure_cookies, SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=30 * 24 * 3600, SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    csrf.init_app(app)
    hosts = {urlsplit(settings.base_url).netloc}
    plain = content_policy()
    framed = content_policy(settings.video_frame_origin)

    @app.before_request
    def _who_calls() -> None:
        # Only a proxy of ours may name a request; a visitor could make the log say anything.
        g.request_id = new_request(request.headers.get("X-Request-ID") if settings.trusted_proxies else None)
        request.environ.get(SEEN, {})["route"] = request.url_rule.rule if request.url_rule else "none"
        if WANTED in request.environ:
            raise Crowded(request.environ[WANTED])
        if settings.is_production and request.host not in hosts:
            abort(400)
        if request.method in UNSAFE and not _from_here():
            abort(403)

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["X-Request-ID"] = g.get("request_id", "-")
        if settings.secure_cookies:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        # A script, a style or a font of our own is never a page: what only pages obey would be most of its weight
        # on a slow line.
        return response if g.get("part_of_page") else _page_headers(response)

    def _page_headers(response: Response) -> Response:
        # A file that somebody uploaded brings a stricter one of its own.
        policy = g.get("own_policy") or (framed if g.get("frames_video") else plain)
        response.headers["Content-Security-Policy"] = policy
        # Where the address itself is a secret it is told to nobody, this site's own pages and log included. Not
        # "no-referrer": with it browsers send "Origin: null" with the page's own form, which is refused above.
        response.headers["Referrer-Policy"] = "strict-origin" if g.get("secret_address") else "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "geolocation=(), payment=(), usb=()"
        if g.get("no_store"):
            response.headers["Cache-Control"] = "private, no-store"
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-cache"
        if response.mimetype == "text/html":
            response.vary.update(["Cookie", "Accept-Language"])
        return response


def _from_here() -> bool:
    """An unsafe request must come from a page of this site, by the browser's own word."""
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        return False
    origin = request.headers.get("Origin")
    return origin is None or site_of(origin)[1] == request.host
