"""Limits that exist for all downloads, for a category and for one job."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chalicelib.http.schemas import SettingsModel

#: Bytes per second. None: no limit at this level.
SpeedLimit = Annotated[int, Field(ge=1024, le=100_000_000_000)] | None


class SeedAction(StrEnum):
    """What happens to a torrent that has reached a seeding limit."""

    STOP = "stop"
    REMOVE = "remove"  # and take it off the list; its files stay in the library


class SeedRules(SettingsModel):
    """Seeding limits of a completed torrent; the first one reached counts. None: no limit."""

    ratio: Annotated[float, Field(ge=0, le=1000)] | None = 1.0
    minutes: Annotated[int, Field(ge=0, le=525_600)] | None = 24 * 60
    action: SeedAction = SeedAction.STOP
