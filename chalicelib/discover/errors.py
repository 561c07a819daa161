"""Errors of the discover page."""

from chalicelib.platform.errors import InvalidInput, NotFound


class SectionNotFound(NotFound):
    """No section has this slug."""

    code = "section_not_found"


class SectionAndCollection(InvalidInput):
    """A query names a section and a collection; only one of them is allowed."""

    code = "two_shelves"
