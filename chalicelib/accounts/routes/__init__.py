"""HTTP endpoints of accounts."""

from chalicelib.accounts.routes import (  # noqa: F401  # register their routes
    account,
    household,
    links,
    sign_in,
)
from chalicelib.accounts.routes.blueprint import bp

__all__ = ["bp"]
