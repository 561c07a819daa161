"""Registers devices, and answers what the device of a request can play."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.accounts.models.devices import device_name
from chalicelib.devices import store
from chalicelib.devices.errors import PlayDeviceNotFound
from chalicelib.devices.models import (
    MAX_DEVICES,
    Capabilities,
    DeviceRow,
    PlayDevice,
    PlayDeviceList,
)
from chalicelib.platform.clock import Clock, NewId
from chalicelib.platform.db import Database

UNKNOWN = "There is no such device among yours."


@dataclass(frozen=True, slots=True)
class PlayDeviceService:
    """`device_id` is that of the request's cookie; None without one, or with none of ours."""

    db: Database
    clock: Clock
    new_id: NewId

    def register(
        self, user_id: UUID, device_id: UUID | None, capabilities: Capabilities, user_agent: str
    ) -> PlayDevice:
        """Store what this browser can play; one without an id gets one."""
        browser, kind = device_name(user_agent)
        device_id = device_id or self.new_id()
        with self.db.transaction() as conn:
            row = store.put(
                conn,
                user_id=user_id,
                id=device_id,
                browser=browser,
                kind=kind,
                capabilities=capabilities,
                now=self.clock(),
            )
            store.keep_newest(conn, user_id=user_id, count=MAX_DEVICES)
        return _shown(row, device_id)

    def list(self, user_id: UUID, device_id: UUID | None) -> PlayDeviceList:
        """This device first, then the one that was seen last."""
        with self.db.read() as conn:
            rows = store.list_of_user(conn, user_id=user_id)
        items = [_shown(row, device_id) for row in rows]
        return PlayDeviceList(items=sorted(items, key=lambda device: not device.is_current))

    def rename(self, user_id: UUID, id: UUID, name: str, device_id: UUID | None) -> PlayDevice:
        """Raises `PlayDeviceNotFound`, also for a device of another person."""
        with self.db.transaction() as conn:
            row = store.rename(conn, user_id=user_id, id=id, name=name)
        if row is None:
            raise PlayDeviceNotFound(UNKNOWN)
        return _shown(row, device_id)

    def remove(self, user_id: UUID, id: UUID) -> None:
        """Raises `PlayDeviceNotFound`, also for a device of another person."""
        with self.db.transaction() as conn:
            was_there = store.delete(conn, user_id=user_id, id=id)
        if not was_there:
            raise PlayDeviceNotFound(UNKNOWN)

    def capabilities(self, user_id: UUID, device_id: UUID | None) -> Capabilities | None:
        """What the device plays; None for one that this person has not registered."""
        if device_id is None:
            return None
        with self.db.read() as conn:
            row = store.get(conn, user_id=user_id, id=device_id)
        return row.capabilities if row else None

    def require(self, user_id: UUID, id: UUID) -> None:
        """Raises `PlayDeviceNotFound` unless it is a device of this person."""
        with self.db.read() as conn:
            if store.get(conn, user_id=user_id, id=id) is None:
                raise PlayDeviceNotFound(UNKNOWN)

    def saw(self, user_id: UUID, device_id: UUID | None) -> None:
        """Note that the device plays now."""
        if device_id is not None:
            with self.db.transaction() as conn:
                store.touch(conn, user_id=user_id, id=device_id, now=self.clock())


def _shown(row: DeviceRow, device_id: UUID | None) -> PlayDevice:
    return PlayDevice(
        id=row.id,
        name=row.name,
        browser=row.browser,
        kind=row.kind,
        capabilities=row.capabilities,
        last_seen_at=row.last_seen_at,
        is_current=row.id == device_id,
    )
