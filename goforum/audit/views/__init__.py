"""The log as pages, and what failed for good."""

from goforum.audit.views import failures, log  # noqa: F401 - each adds its routes
from goforum.audit.views.base import bp

__all__ = ["bp"]
