"""
HTTP endpoints of the open API.

Users may read, with SEEN_OPEN_API everyone may; administrators may write.
"""

from chalicelib.canon.routes import lists, openapi_document, shows, titles  # noqa: F401  # have routes
from chalicelib.canon.routes.blueprint import bp

__all__ = ["bp"]
