"""Why there is nothing to discover."""

from chalicelib.platform.errors import InvalidInput, NotFound


class SectionNotFound(NotFound):
    """No section has this slug."""

    code = "section_not_found"


class NothingChosen(InvalidInput):
    """Neither a section nor a genre was named, or both were."""

    code = "nothing_chosen"
