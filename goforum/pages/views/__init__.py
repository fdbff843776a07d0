"""The pages that gather several features, and the site's own pages."""

from goforum.pages.views import groups, site  # noqa: F401 - each adds its routes
from goforum.pages.views.base import bp

__all__ = ["bp"]
