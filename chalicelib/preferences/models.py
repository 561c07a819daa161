"""Preferences of one person. No I/O."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from chalicelib.http.schemas import RequestModel, ResponseModel

StartPage = Literal[
    "dashboard",
    "discover",
    "calendar",
    "movies",
    "shows",
    "games",
    "collections",
    "watch-later",
    "following",
    "watched",
    "library",
    "downloads",
]


class HomePart(StrEnum):
    """The parts of the home page below the billboard, in their usual order."""

    CONTINUE_WATCHING = "continue_watching"
    ACTIVE_DOWNLOADS = "active_downloads"
    RECOMMENDATIONS = "recommendations"
    UPCOMING = "upcoming"
    RECENTLY_ADDED = "recently_added"
    WATCH_LATER = "watch_later"
    GAME_BACKLOG = "game_backlog"
    TRENDING = "trending"
    RECENTLY_WATCHED = "recently_watched"
    RECENTLY_PLAYED = "recently_played"
    TOTALS = "totals"


#: What the player does with a segment of a file.
SegmentAction = Literal["none", "ask", "skip"]
HomeParts = Annotated[list[HomePart], Field(max_length=len(HomePart))]
AutoplaySeconds = Annotated[int, Field(ge=3, le=60)]
StartedPercent = Annotated[int, Field(ge=1, le=25)]
FinishedPercent = Annotated[int, Field(ge=50, le=99)]
StillWatchingAfter = Annotated[int, Field(ge=0, le=20)]
#: A country by its code of ISO 3166-1, such as CH. An empty text: the server's.
RegionChoice = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]
#: A language by its tag of BCP 47, such as `de` or `pt-BR`. An empty text: the catalogue's.
LanguageChoice = Annotated[str, Field(pattern=r"^([a-z]{2,3}(-[A-Z]{2})?)?$")]
#: A language by its tag of BCP 47, such as `en` or `pt-BR`.
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")]
LanguageOrder = Annotated[list[LanguageTag], Field(max_length=10)]
#: When subtitles are shown: never; when the audio is in none of the person's languages; always;
#: only those that translate what is foreign inside a film.
SubtitleMode = Literal["off", "foreign", "always", "forced"]
#: Whether the player of another person may report what they watch together for this one too.
RecordedByOthers = Literal["yes", "ask", "no"]
SubtitleColor = Literal["white", "yellow", "cyan", "green"]
SubtitleBackground = Literal["none", "outline", "shade", "box"]
SubtitleSize = Annotated[int, Field(ge=50, le=250)]
SubtitlePosition = Annotated[int, Field(ge=0, le=40)]


class Preferences(ResponseModel):
    """The defaults hold as long as a person has set nothing."""

    autoplays_next: bool = True
    autoplay_seconds: int = 10  # from the offer of the next episode to its start
    still_watching_after: int = 4  # episodes in a row that started by themselves; 0: never asked
    time_zone: str = "UTC"  # of the device that was used last; their days begin and end there
    language: str | None = None  # of titles and synopses; None: as the catalogue has them
    region: str | None = None  # of offers, release dates and age ratings; None: the server's
    hides_spoilers: bool = False  # names and pictures of episodes that were not seen
    hides_seen: bool = False  # titles that were seen, in lists of the catalogue
    start_page: StartPage = "dashboard"
    first_steps_done: bool = False  # finished or dismissed
    watched_leaves_watch_later: bool = True
    started_percent: int = 2  # of a file; below it a title is not in Continue watching
    finished_percent: int = 90  # of a file; from there it has been watched
    intro_action: SegmentAction = "ask"
    recap_action: SegmentAction = "ask"
    credits_action: SegmentAction = "ask"
    preview_action: SegmentAction = "ask"
    home_parts: list[HomePart] = Field(default_factory=list)  # in order; empty: the usual one
    hidden_home_parts: list[HomePart] = Field(default_factory=list)
    audio_languages: list[str] = Field(default_factory=list)  # in order; empty: the file's own
    subtitle_languages: list[str] = Field(default_factory=list)
    subtitle_mode: SubtitleMode = "foreign"
    prefers_sdh: bool = False  # subtitles that also describe sounds
    subtitle_size: int = 100  # percent
    subtitle_color: SubtitleColor = "white"
    subtitle_background: SubtitleBackground = "outline"
    subtitle_position: int = 0  # percent of the picture's height above its lower edge
    recorded_by_others: RecordedByOthers = "ask"


class PreferencesChange(RequestModel):
    """Fields that are absent, or null, stay unchanged."""

    autoplays_next: bool | None = None
    autoplay_seconds: AutoplaySeconds | None = None
    still_watching_after: StillWatchingAfter | None = None
    time_zone: Annotated[str, Field(max_length=64)] | None = None
    language: LanguageChoice | None = None
    region: RegionChoice | None = None
    hides_spoilers: bool | None = None
    hides_seen: bool | None = None
    start_page: StartPage | None = None
    first_steps_done: bool | None = None
    watched_leaves_watch_later: bool | None = None
    started_percent: StartedPercent | None = None
    finished_percent: FinishedPercent | None = None
    intro_action: SegmentAction | None = None
    recap_action: SegmentAction | None = None
    credits_action: SegmentAction | None = None
    preview_action: SegmentAction | None = None
    home_parts: HomeParts | None = None
    hidden_home_parts: HomeParts | None = None
    audio_languages: LanguageOrder | None = None
    subtitle_languages: LanguageOrder | None = None
    subtitle_mode: SubtitleMode | None = None
    prefers_sdh: bool | None = None
    subtitle_size: SubtitleSize | None = None
    subtitle_color: SubtitleColor | None = None
    subtitle_background: SubtitleBackground | None = None
    subtitle_position: SubtitlePosition | None = None
    recorded_by_others: RecordedByOthers | None = None

    @field_validator("audio_languages", "subtitle_languages")
    @classmethod
    def _names_each_language_once(cls, tags: list[str] | None) -> list[str] | None:
        if tags is not None and len(set(tags)) < len(tags):
            raise ValueError("names a language twice")
        return tags

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, time_zone: str | None) -> str | None:
        if time_zone is not None and time_zone not in available_timezones():
            raise ValueError("is no time zone of the IANA database")
        return time_zone

    @field_validator("home_parts", "hidden_home_parts")
    @classmethod
    def _names_each_once(cls, parts: list[HomePart] | None) -> list[HomePart] | None:
        if parts is not None and len(set(parts)) < len(parts):
            raise ValueError("names a part twice")
        return parts


def day_of(moment: datetime, preferences: Preferences) -> date:
    """The person's day at a moment; in statements, `person_today`."""
    return moment.astimezone(ZoneInfo(preferences.time_zone)).date()


def home_order(preferences: Preferences) -> list[HomePart]:
    """Every part in the person's order; those they never moved come last."""
    return list(dict.fromkeys([*preferences.home_parts, *HomePart]))
