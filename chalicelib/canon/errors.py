"""Why the open API refuses a change."""

from chalicelib.platform.errors import Conflict, InvalidInput


class TitleInUse(Conflict):
    """Somebody has files or a history of it; `force` deletes it all the same."""

    code = "title_in_use"


class TitleKnown(Conflict):
    """Another title has this outside id; `field` says which."""

    code = "title_known"


class SeasonKnown(Conflict):
    """The show has a season of this number."""

    code = "season_known"


class EpisodeKnown(Conflict):
    """The season has an episode of this number."""

    code = "episode_known"


class GenreUnknown(InvalidInput):
    """Genres come from the catalogue's sources; a typing error does not make a new one."""

    code = "genre_unknown"


class YearsReversed(InvalidInput):
    """It would end before it began."""

    code = "years_reversed"
