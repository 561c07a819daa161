"""Errors of tracking."""

from chalicelib.platform.errors import InvalidInput, NotFound


class NothingToPlay(InvalidInput):
    """Progress needs a movie or an episode; games and whole shows have none."""

    code = "nothing_to_play"


class GameHasNoPlays(InvalidInput):
    """Games have states and playthroughs instead: see the slice `games`."""

    code = "game_has_no_plays"


class PlayNotFound(NotFound):
    code = "play_not_found"


class NotOnWatchLater(NotFound):
    code = "not_on_watch_later"


class UndoExpired(NotFound):
    """The change is too old to undo, or was undone already."""

    code = "undo_expired"


class SharedViewingNotFound(NotFound):
    """The user watches with no other user, or not with the one who is named."""

    code = "shared_viewing_not_found"


class TooManyFavorites(InvalidInput):
    """A person has as many favorites as they may have."""

    code = "too_many_favorites"
