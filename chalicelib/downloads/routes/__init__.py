"""HTTP in front of downloads."""

from chalicelib.downloads.routes import house, jobs, wishes  # noqa: F401  # have routes
from chalicelib.downloads.routes.surface import bp

__all__ = ["bp"]
