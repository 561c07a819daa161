"""HTTP endpoints of accounts."""

from chalicelib.accounts.routes import (  # noqa: F401  # register their routes
    account,
    one_time_links,
    sign_in,
    user_admin,
)
from chalicelib.accounts.routes.blueprint import bp

__all__ = ["bp"]
