"""The devices on which an account is signed in."""

from dataclasses import dataclass
from uuid import UUID

from chalicelib.accounts.errors import UnknownDevice
from chalicelib.accounts.models.devices import DeviceList, device_of
from chalicelib.accounts.service.sessions import SessionService
from chalicelib.accounts.store import sessions
from chalicelib.platform.db import Database
from chalicelib.platform.sessions import User


@dataclass(frozen=True, slots=True)
class DeviceService:
    db: Database
    sessions: SessionService

    def list(self, user: User) -> DeviceList:
        """This device first, then the last used one."""
        with self.db.read() as conn:
            rows = sessions.list_live(conn, user_id=user.id, now=self.sessions.clock())
        devices = [device_of(row, user.session_id) for row in rows]
        return DeviceList(items=sorted(devices, key=lambda device: not device.is_current))

    def sign_out(self, user: User, session_id: UUID) -> None:
        """Raises `UnknownDevice`, also for a device of another user."""
        with self.db.transaction() as conn:
            was_live = sessions.revoke_one_of_user(
                conn,
                id=session_id,
                user_id=user.id,
                reason="signed_out_elsewhere",
                now=self.sessions.clock(),
            )
        if not was_live:
            raise UnknownDevice("This device is not signed in.")
        self.sessions.live.forget([session_id])

    def sign_out_others(self, user: User) -> None:
        with self.db.transaction() as conn:
            ended = self.sessions.end_others(
                conn, user.id, reason="signed_out_elsewhere", keep=user.session_id
            )
        self.sessions.live.forget(ended)
