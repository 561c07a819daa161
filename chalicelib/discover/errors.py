"""Why there is nothing to discover."""

from chalicelib.platform.errors import InvalidInput, NotFound


class SectionNotFound(NotFound):
    """No section has this slug."""

    code = "section_not_found"


class TwoShelves(InvalidInput):
    """A section and a collection were named; titles stand in one of them at a time."""

    code = "two_shelves"
