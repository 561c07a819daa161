"""Errors of collections."""

from chalicelib.platform.errors import NotFound


class CollectionNotFound(NotFound):
    """No active collection has this slug or id."""

    code = "collection_not_found"
