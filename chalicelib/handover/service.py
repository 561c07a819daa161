"""
Lets the devices of one person know of each other, and hand over what plays.

Their pages report at an interval; a report is answered with what the others do and with what is
asked of this one. All of it is in the cache for at most an hour, and nothing is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from chalicelib.devices.models import PlayDevice
from chalicelib.devices.service import PlayDeviceService
from chalicelib.handover.errors import HandoverUnavailable
from chalicelib.handover.models import (
    LONELY_INTERVAL_S,
    OPEN_PERIOD,
    ORDER_PERIOD,
    RECENT_PERIOD,
    REPORT_INTERVAL_S,
    DeviceReport,
    HandoverOrder,
    HandoverRequest,
    HandoverState,
    NowPlaying,
    OtherDevice,
    PlayingState,
    StoredOrder,
    StoredReport,
)
from chalicelib.platform.cache.shared_state import SharedState
from chalicelib.platform.clock import Clock, NewId

S = TypeVar("S", bound=BaseModel)
Fields = Mapping[str, str]
TTL_S = int(ORDER_PERIOD.total_seconds())


@dataclass(frozen=True, slots=True)
class HandoverService:
    """`device_id` is that of the request's cookie; None for a browser that is not known yet."""

    devices: PlayDeviceService
    state: SharedState
    clock: Clock
    new_id: NewId

    def report(self, user_id: UUID, device_id: UUID | None, report: DeviceReport) -> HandoverState:
        """Note what this device does. What the others do, and what is asked of this one."""
        now = self.clock()
        known = self.devices.list(user_id, device_id).items
        current = next((device for device in known if device.is_current), None)
        if current:
            stored = StoredReport(at=now, playing=report.playing)
            fields = self.state.put(
                str(user_id), _report_of(current.id), stored.model_dump_json(by_alias=True), TTL_S
            )
        else:
            fields = self.state.read(str(user_id))
        others = [
            _other(device, _read(StoredReport, fields, _report_of(device.id)), now)
            for device in known
            if device is not current
        ]
        others = [each for each in others if each.is_open or _is_recent(each, now)]
        order = _read(StoredOrder, fields, _order_of(current.id)) if current else None
        return HandoverState(
            devices=sorted(others, key=lambda each: (each.playing is None, not each.is_open)),
            order=_shown(order) if order and not order.is_over(now) else None,
            next_in_seconds=REPORT_INTERVAL_S if others and fields else LONELY_INTERVAL_S,
        )

    def send(
        self, user_id: UUID, from_id: UUID | None, to_id: UUID, request: HandoverRequest
    ) -> None:
        """
        Ask another device of this person to do something; it takes the last request only.

        Raises `PlayDeviceNotFound`, also for a device of another person, or `HandoverUnavailable`.
        """
        self.devices.require(user_id, to_id)
        sender = next(
            (each for each in self.devices.list(user_id, from_id).items if each.is_current), None
        )
        order = StoredOrder(
            id=self.new_id(),
            at=self.clock(),
            action=request.action,
            from_name=sender.name if sender else "another device",
            playing=request.playing,
        )
        stored = self.state.put(
            str(user_id), _order_of(to_id), order.model_dump_json(by_alias=True), TTL_S
        )
        if stored is None:
            raise HandoverUnavailable("Your devices cannot reach each other at the moment.")

    def answer(self, user_id: UUID, device_id: UUID | None, order_id: UUID) -> None:
        """This device did what it was asked for, or its person did not want it."""
        if device_id is None:
            return
        order = _read(StoredOrder, self.state.read(str(user_id)), _order_of(device_id))
        if order and order.id == order_id:
            self.state.remove(str(user_id), _order_of(device_id))


def _report_of(device_id: UUID) -> str:
    return f"report:{device_id}"


def _order_of(device_id: UUID) -> str:
    return f"order:{device_id}"


def _read(model: type[S], fields: Fields | None, name: str) -> S | None:
    """None without a value, or for one that another version wrote."""
    try:
        return model.model_validate_json((fields or {})[name])
    except (KeyError, ValidationError):
        return None


def _other(device: PlayDevice, report: StoredReport | None, now: datetime) -> OtherDevice:
    is_open = report is not None and now - report.at <= OPEN_PERIOD
    playing = report.playing if report and is_open else None
    elapsed_s = (now - report.at).total_seconds() if report else 0.0
    return OtherDevice(
        id=device.id,
        name=device.name,
        browser=device.browser,
        kind=device.kind,
        last_seen_at=device.last_seen_at,
        is_open=is_open,
        playing=_state(playing.moved(elapsed_s)) if playing else None,
    )


def _is_recent(device: OtherDevice, now: datetime) -> bool:
    return now - device.last_seen_at <= RECENT_PERIOD


def _state(playing: NowPlaying) -> PlayingState:
    return PlayingState.model_validate(playing.model_dump(exclude={"speed"}))


def _shown(order: StoredOrder) -> HandoverOrder:
    return HandoverOrder(
        id=order.id,
        action=order.action,
        from_name=order.from_name,
        playing=_state(order.playing) if order.playing else None,
    )
