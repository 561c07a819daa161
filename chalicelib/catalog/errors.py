"""What can be wrong with a title somebody asked for."""

from chalicelib.platform.errors import InvalidInput, NotFound


class MediaNotFound(NotFound):
    """No movie, show or game has this id, or it is of another kind than the address says."""

    code = "media_not_found"


class EpisodeNotFound(NotFound):
    """No episode has this id."""

    code = "episode_not_found"


class EpisodeOfAnotherTitle(InvalidInput):
    """The episode exists, but the title it was named with is not its show."""

    code = "episode_of_another_title"


class GenreNotFound(NotFound):
    """No genre has this slug."""

    code = "genre_not_found"
