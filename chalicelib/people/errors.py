"""Errors of people's pages."""

from chalicelib.platform.errors import NotFound


class PersonNotFound(NotFound):
    """No person has this id."""

    code = "person_not_found"
