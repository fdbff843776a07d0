"""Pages packed on their way out, where no server in front does it (``GOFORUM_TRUSTED_PROXIES`` is 0).

A page is about six times lighter packed, and most of goforum's readers pay for every kilobyte. Behind nginx this is
off: packing is done once, there. Packing together with what a reader typed can tell an onlooker, by the sizes, what
else stands on the page; the one secret there is the form's token, and a form from another site is refused by its
origin before its token is looked at (``core/security.py``).
"""

import gzip

from flask import Flask, Response, request

PACKED = {"text/html", "application/json", "application/atom+xml", "text/calendar", "text/plain", "text/csv"}
SMALLEST = 1_000
LEVEL = 5


def init_compression(app: Flask, proxies: int) -> None:
    """Pack every whole text that is worth it, for browsers that take it; nothing where a proxy is trusted."""
    if not proxies:
        app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype not in PACKED or not response.is_sequence or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or request.method == "HEAD" or not request.accept_encodings["gzip"]:
        return response
    content = response.get_data()
    if len(content) >= SMALLEST:
        response.set_data(gzip.compress(content, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        etag, _weak = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)  # the same page, in other bytes
    return response
