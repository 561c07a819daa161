"""What happens to the files of a finished download."""

from typing import Annotated

from pydantic import AfterValidator, Field

from chalicelib.http.schemas import SettingsModel
from chalicelib.naming.models.naming_patterns import (
    MAX_PATTERN,
    check_episode_pattern,
    check_pattern,
)
from chalicelib.naming.models.naming_presets import PLEX

_Text = Annotated[str, Field(min_length=1, max_length=MAX_PATTERN)]
NamePattern = Annotated[_Text, AfterValidator(check_pattern)]
EpisodePattern = Annotated[_Text, AfterValidator(check_episode_pattern)]
#: A folder of the library. None: the first one of that kind.
TargetFolder = Annotated[str, Field(max_length=4096, pattern="^/.*$")] | None


class NamePatterns(SettingsModel):
    """How files are named; see `chalicelib.naming.models.naming_patterns`."""

    film: NamePattern = PLEX.film
    episode: EpisodePattern = PLEX.episode
    anime: EpisodePattern = PLEX.anime


class ImportSettings(NamePatterns):
    """
    Whether finished downloads are put into the library's folders, named by the patterns.

    Otherwise they stay where they were downloaded to and are in the library from there.
    """

    is_on: bool = False
    asks_first: bool = False  # each import waits until a user has looked at it
    #: A better version moves the worse one of the library to the recycle folder.
    replaces_worse: bool = False
    film_folder: TargetFolder = None
    show_folder: TargetFolder = None
    anime_folder: TargetFolder = None
