"""
HTTP in front of the open API.

People who are signed in may read, everyone may with SEEN_OPEN_API; administrators may write.
"""

from chalicelib.canon.routes import description, lists, shows, titles  # noqa: F401  # have routes
from chalicelib.canon.routes.surface import bp

__all__ = ["bp"]
