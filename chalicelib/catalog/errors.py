"""Errors of titles, episodes and genres."""

from chalicelib.platform.errors import InvalidInput, NotFound


class MediaNotFound(NotFound):
    """No movie, show or game has this id, or its media type is not that of the address."""

    code = "media_not_found"


class EpisodeNotFound(NotFound):
    """No episode has this id."""

    code = "episode_not_found"


class EpisodeOfAnotherTitle(InvalidInput):
    """The episode exists, but belongs to another show than the given title."""

    code = "episode_of_another_title"


class GenreNotFound(NotFound):
    """No genre has this slug."""

    code = "genre_not_found"
