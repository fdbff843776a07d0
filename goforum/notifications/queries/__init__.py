"""Every read about notifications."""

from goforum.notifications.queries.audience import list_recipients, list_waiting

__all__ = ["list_recipients", "list_waiting"]
