"""What can be wrong with a collection somebody asked for."""

from chalicelib.platform.errors import NotFound


class CollectionNotFound(NotFound):
    """No collection that is shown has this slug or id."""

    code = "collection_not_found"
