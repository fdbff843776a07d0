"""Doors of moderation."""

from goforum.moderation.views import decisions, queue, reports, settings
from goforum.moderation.views.base import bp

__all__ = ["bp", "decisions", "queue", "reports", "settings"]
