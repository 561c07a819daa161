"""What devices play, and what one of them asks of another."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chalicelib.accounts.models.devices import DeviceKind
from chalicelib.http.schemas import RequestModel, ResponseModel

OrderAction = Literal["continue", "pause", "resume"]

#: A page reports this often while its person has other devices; otherwise it waits longer.
REPORT_INTERVAL_S = 4
LONELY_INTERVAL_S = 30
#: A device that has not reported for this long has no page open.
OPEN_PERIOD = timedelta(seconds=15)
#: A device without an open page is offered what was handed to it when it opens one.
ORDER_PERIOD = timedelta(hours=1)
#: Pausing something later than this would surprise.
CONTROL_PERIOD = timedelta(minutes=1)
#: Devices that were seen since can be handed something.
RECENT_PERIOD = timedelta(days=14)

Seconds = Annotated[float, Field(ge=0, le=10_000_000)]


class NowPlaying(RequestModel):
    """What the player of one device shows at the moment."""

    library_item_id: UUID
    title: Annotated[str, Field(max_length=300)]
    subtitle: Annotated[str, Field(max_length=300)] | None = None
    position_seconds: Seconds
    duration_seconds: Seconds | None = None
    speed: Annotated[float, Field(ge=0.1, le=16)] = 1
    is_paused: bool = False

    def moved(self, elapsed_s: float) -> Self:
        """Where it is `elapsed_s` seconds after it was reported."""
        if self.is_paused or elapsed_s <= 0:
            return self
        place = self.position_seconds + elapsed_s * self.speed
        if self.duration_seconds:
            place = min(place, self.duration_seconds)
        return self.model_copy(update={"position_seconds": place})


class DeviceReport(RequestModel):
    """What this page does; null: nothing plays."""

    playing: NowPlaying | None = None


class HandoverRequest(RequestModel):
    """What another device is asked to do; `continue` needs what is to be continued."""

    action: OrderAction
    playing: NowPlaying | None = None

    @model_validator(mode="after")
    def _continues_something(self) -> Self:
        if self.action == "continue" and self.playing is None:
            raise ValueError("playing: say what is to be continued")
        return self


class StoredReport(BaseModel):
    """The last report of a device, in the cache."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    at: datetime
    playing: NowPlaying | None


class StoredOrder(BaseModel):
    """What a device is asked to do, in the cache until it did."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: UUID
    at: datetime
    action: OrderAction
    from_name: str
    playing: NowPlaying | None

    def is_over(self, now: datetime) -> bool:
        period = ORDER_PERIOD if self.action == "continue" else CONTROL_PERIOD
        return now - self.at > period


class PlayingState(ResponseModel):
    library_item_id: UUID
    title: str
    subtitle: str | None
    position_seconds: float
    duration_seconds: float | None
    is_paused: bool


class OtherDevice(ResponseModel):
    """Another device of the same person."""

    id: UUID
    name: str
    browser: str
    kind: DeviceKind
    last_seen_at: datetime
    is_open: Annotated[bool, Field(description="Whether it has a page of /seen/ open.")]
    playing: PlayingState | None


class HandoverOrder(ResponseModel):
    """What another device of this person asks of this one."""

    id: UUID
    action: OrderAction
    from_name: str
    playing: PlayingState | None


class HandoverState(ResponseModel):
    devices: list[OtherDevice]
    order: HandoverOrder | None
    next_in_seconds: Annotated[int, Field(description="When to report again.")]
