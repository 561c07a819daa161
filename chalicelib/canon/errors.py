"""Errors of changes through the open API."""

from chalicelib.platform.errors import Conflict, InvalidInput


class TitleInUse(Conflict):
    """The library or a user's history refers to it; `force` deletes it nevertheless."""

    code = "title_in_use"


class TitleKnown(Conflict):
    """Another title has this external id; `field` says which."""

    code = "title_known"


class SeasonKnown(Conflict):
    """The show already has a season of this number."""

    code = "season_known"


class EpisodeKnown(Conflict):
    """The season already has an episode of this number."""

    code = "episode_known"


class GenreUnknown(InvalidInput):
    """The genre does not exist; genres are not created through this API."""

    code = "genre_unknown"


class YearsReversed(InvalidInput):
    """`end_year` is before `start_year`."""

    code = "years_reversed"
