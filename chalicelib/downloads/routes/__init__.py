"""HTTP endpoints of downloads."""

from chalicelib.downloads.routes import control, jobs  # noqa: F401  # register their routes
from chalicelib.downloads.routes.blueprint import bp

__all__ = ["bp"]
