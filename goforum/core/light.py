"""Light mode: the reader's browser asks for less (`Save-Data: on`), and pages leave pictures out."""

from flask import has_request_context, request


def light_mode() -> bool:
    """Whether this reader asks for pages without pictures."""
    return has_request_context() and request.headers.get("Save-Data", "").lower() == "on"
