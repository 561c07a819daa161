"""Preferences of one person. No I/O."""

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.platform.schemas import RequestModel, ResponseModel

StartPage = Literal["dashboard", "discover", "library", "downloads", "watch-later"]
AutoplaySeconds = Annotated[int, Field(ge=3, le=60)]
StartedPercent = Annotated[int, Field(ge=1, le=25)]
FinishedPercent = Annotated[int, Field(ge=50, le=99)]


class Preferences(ResponseModel):
    """The defaults hold as long as a person has set nothing."""

    autoplays_next: bool = True
    autoplay_seconds: int = 10  # from the offer of the next episode to its start
    hides_spoilers: bool = False  # names and pictures of episodes that were not seen
    start_page: StartPage = "dashboard"
    first_steps_done: bool = False  # finished or dismissed
    watched_leaves_watch_later: bool = True
    started_percent: int = 2  # of a file; below it a title is not in Continue watching
    finished_percent: int = 90  # of a file; from there it has been watched


class PreferencesChange(RequestModel):
    """Fields that are absent, or null, stay unchanged."""

    autoplays_next: bool | None = None
    autoplay_seconds: AutoplaySeconds | None = None
    hides_spoilers: bool | None = None
    start_page: StartPage | None = None
    first_steps_done: bool | None = None
    watched_leaves_watch_later: bool | None = None
    started_percent: StartedPercent | None = None
    finished_percent: FinishedPercent | None = None
