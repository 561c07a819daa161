"""Errors of collections."""

from chalicelib.platform.errors import Conflict, InvalidInput, NotAllowed, NotFound


class CollectionNotFound(NotFound):
    """No active collection has this slug or id, or the caller may not see it."""

    code = "collection_not_found"


class CollectionIsReadOnly(NotAllowed):
    """The caller may look at this collection of another person, but not change it."""

    code = "collection_is_read_only"


class CollectionIsSmart(Conflict):
    """Titles of a smart collection are chosen by its rules."""

    code = "collection_is_smart"


class CollectionIsFull(InvalidInput):
    """A collection has as many titles as it may have."""

    code = "collection_is_full"


class CollectionHasMoreTitles(Conflict):
    """Titles were added to a new collection, which undoing would delete."""

    code = "collection_has_more_titles"


class TooManyCollections(InvalidInput):
    """A person has as many collections as they may have."""

    code = "too_many_collections"
