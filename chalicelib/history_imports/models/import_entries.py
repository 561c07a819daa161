"""What readers of files make of them: an entry per viewing, rating, text or list. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.catalog.models import MediaType


class ImportFormat(StrEnum):
    """A service whose files can be read."""

    TRAKT = "trakt"
    LETTERBOXD = "letterboxd"
    IMDB = "imdb"
    TV_TIME = "tv_time"
    SIMKL = "simkl"
    YAMTRACK = "yamtrack"
    MY_ANIME_LIST = "my_anime_list"
    NETFLIX = "netflix"
    STEAM = "steam"


class EntryKind(StrEnum):
    PLAY = "play"
    RATING = "rating"
    LATER = "later"
    FAVORITE = "favorite"
    STATUS = "status"
    POSITION = "position"
    GAME = "game"
    LIST = "list"  # a title of a list, which becomes a collection
    REVIEW = "review"
    NOTE = "note"
    TAG = "tag"
    OTHER = "other"  # nothing we have a place for


class EntryPrecision(StrEnum):
    """What is known of the time of an entry."""

    MOMENT = "moment"
    DAY = "day"  # noon in UTC stands for the day
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ListedTitle:
    """
    A title as a file names it.

    `ids` are pairs of source and id, the sources as in `media_external_ids`; the id of an episode
    has the source `imdb_episode`. `media_type` is None when the file does not say it.
    """

    title: str
    media_type: MediaType | None = None
    year: int | None = None
    ids: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedList:
    """A list of the other service. Lists of one name become one collection."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """
    One row of a file that can become something.

    `place` tells a person where it is. `value` is a rating from 0.5 to 10, a status, a percentage,
    the hours of a game, a text or a tag. `episode_title` stands for numbers that the file does not
    have. Titles of a list come in its order.
    """

    kind: EntryKind
    place: str
    title: ListedTitle
    season_number: int | None = None
    episode_number: int | None = None
    episode_title: str = ""
    happened_at: datetime | None = None
    precision: EntryPrecision = EntryPrecision.UNKNOWN
    value: str = ""
    external_id: str | None = None
    of_list: ImportedList | None = None
    has_spoilers: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that becomes nothing: a broken one, or of a kind that we have no place for."""

    place: str
    message: str
    is_broken: bool = True


ReadRow = ImportEntry | LeftOut
