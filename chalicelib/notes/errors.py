"""Errors of notes and tags."""

from chalicelib.platform.errors import InvalidInput, NotFound


class TagNotFound(NotFound):
    code = "tag_not_found"


class TooManyNotes(InvalidInput):
    code = "too_many_notes"


class TooManyTags(InvalidInput):
    code = "too_many_tags"
