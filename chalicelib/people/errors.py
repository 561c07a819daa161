"""What can be wrong with a person somebody asked for."""

from chalicelib.platform.errors import NotFound


class PersonNotFound(NotFound):
    """Nobody has this id."""

    code = "person_not_found"
