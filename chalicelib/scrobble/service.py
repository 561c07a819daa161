"""Takes what other players report as progress and plays."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chalicelib.accounts.service.one_time_link_tokens import hash_of, new_token
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.scrobble import store
from chalicelib.scrobble.errors import (
    EventTooLarge,
    ScrobbleAddressUnknown,
    UnreadableEvent,
)
from chalicelib.scrobble.models import (
    FINISHED_PERCENT,
    MAX_EVENT_BYTES,
    Event,
    NewScrobbleAddress,
    ScrobbleAction,
    ScrobbleSettings,
    Scrobbling,
)
from chalicelib.scrobble.models.payloads import read_event
from chalicelib.tracking.models import ProgressUpdate
from chalicelib.tracking.models.plays import PlayScope
from chalicelib.tracking.service.plays import PlayService
from chalicelib.tracking.service.progress import ProgressService

NO_ADDRESS = "This address is not valid any more. Make a new one in the settings."
#: A second report that the same was finished, in this time, is of the same viewing.
SAME_VIEWING = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class ScrobbleService:
    db: Database
    clock: Clock
    progress: ProgressService
    plays: PlayService

    def settings(self, user_id: UUID) -> Scrobbling:
        with self.db.read() as conn:
            return store.settings_of(conn, user_id=user_id)

    def create(self, user_id: UUID, *, origin: str) -> NewScrobbleAddress:
        """A new address, which is in the result only; an earlier one ends."""
        secret, now = new_token(), self.clock()
        with self.db.transaction() as conn:
            store.put_address(conn, user_id=user_id, secret_hash=hash_of(secret), now=now)
        return NewScrobbleAddress(url=f"{origin}/api/v1/scrobble/{secret}")

    def change(self, user_id: UUID, request: ScrobbleSettings) -> Scrobbling:
        """Raises `ScrobbleAddressUnknown` without an address."""
        with self.db.transaction() as conn:
            if not store.set_account_name(conn, user_id=user_id, account_name=request.account_name):
                raise ScrobbleAddressUnknown("Make an address first.")
            return store.settings_of(conn, user_id=user_id)

    def delete(self, user_id: UUID) -> None:
        """Idempotent."""
        with self.db.transaction() as conn:
            store.delete_address(conn, user_id=user_id)

    def receive(self, secret: str, content_type: str, body: bytes) -> None:
        """
        Take a report of a player.

        One of another account is left alone; a title that is not found is remembered for its
        owner. Raises `ScrobbleAddressUnknown`, `EventTooLarge` or `UnreadableEvent`.
        """
        if len(body) > MAX_EVENT_BYTES:
            raise EventTooLarge("An event has at most 1 MB.")
        with self.db.read() as conn:
            owner = store.owner_of(conn, secret_hash=hash_of(secret))
        if owner is None:
            raise ScrobbleAddressUnknown(NO_ADDRESS)
        try:
            event = read_event(content_type, body)
        except (ValueError, RecursionError) as error:
            raise UnreadableEvent("This is not an event of a player.") from error
        user_id, account_name = owner
        is_of_another = account_name and event.account.lower() != account_name.lower()
        if is_of_another or event.happened is ScrobbleAction.NOTHING:
            return
        now = self.clock()
        with self.db.transaction() as conn:
            store.record_event(conn, user_id=user_id, event=event, now=now)
            target = store.find(conn, event)
            if target is None:
                store.put_unknown(conn, user_id=user_id, event=event, now=now)
                return
            store.drop_unknown(conn, user_id=user_id, name=event.name)
        self._apply(user_id, event, *target)

    def _apply(self, user_id: UUID, event: Event, media_id: int, episode_id: int | None) -> None:
        duration, position = event.duration_s, event.position_s
        percent = 100 * position / duration if duration and position is not None else None
        if event.happened is ScrobbleAction.FINISHED or (percent or 0) >= FINISHED_PERCENT:
            scope = PlayScope(mediaId=media_id, episodeId=episode_id)
            self.plays.report(user_id, scope, same_viewing=SAME_VIEWING)
        elif percent is not None and duration is not None and position is not None:
            self.progress.record(
                user_id,
                ProgressUpdate(
                    mediaId=media_id,
                    episodeId=episode_id,
                    positionSeconds=position,
                    durationSeconds=duration,
                ),
            )
