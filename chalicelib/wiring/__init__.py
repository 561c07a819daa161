"""The composition root: the implementation of each service, a module for each group of slices."""

from chalicelib.wiring import (
    accounts,
    admin,
    catalog,
    dashboard,
    downloads,
    library,
    metadata,
    platform,
    playback,
    tracking,
)


def wire() -> None:
    """Register the factory of every service. Idempotent: no service is built yet."""
    platform.wire()
    accounts.wire()
    metadata.wire()
    catalog.wire()
    tracking.wire()
    library.wire()
    downloads.wire()
    playback.wire()
    dashboard.wire()
    admin.wire()
