"""Manifests of copies: every line is a presigned address of the object store."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from pydantic import SecretStr

from chalicelib.accounts.service.token_authentication import is_live
from chalicelib.converted_copies.errors import ConvertedCopyNotFound
from chalicelib.converted_copies.models import INIT, ManifestQuery
from chalicelib.converted_copies.store import copies
from chalicelib.platform.clock import Clock
from chalicelib.platform.db import Database
from chalicelib.playback.models.hls_manifest import render_manifest
from chalicelib.playback.models.presigned_urls import ObjectStore
from chalicelib.playback.models.rendition import Rendition
from chalicelib.playback.models.stream_grants import BadGrant, read_grant

SEGMENT_MIME_TYPE = "video/mp4"


@dataclass(frozen=True, slots=True)
class CopyManifestService:
    """Needs no worker and no disk: a function in the cloud answers as a home server does."""

    db: Database
    clock: Clock
    secret: SecretStr
    objects: ObjectStore | None
    store_url: str | None  # where browsers reach the store; None: through our own origin

    def manifest(
        self, item_id: UUID, rendition: Rendition, query: ManifestQuery, *, origin: str
    ) -> str:
        """
        The manifest of a ready copy for who has a grant of the file.

        Its addresses are valid as long as the grant. Raises `BadGrant` or `ConvertedCopyNotFound`.
        """
        if not query.sig:
            raise ConvertedCopyNotFound("There is no such copy.")
        now = self.clock()
        grant = read_grant(
            self.secret,
            item_id=item_id,
            session=query.s,
            expires=query.e,
            seal=query.sig,
            now=now,
        )
        with self.db.read() as conn:
            if not is_live(conn, grant.session_id, now=now):
                raise BadGrant("This session has ended.")
            row = copies.find_ready(conn, item_id=item_id, rendition=str(rendition))
        if row is None or self.objects is None:
            raise ConvertedCopyNotFound("This copy is not there any more.")
        address = self._signer(origin, int((grant.expires_at - now).total_seconds()))
        return render_manifest(
            address(row.prefix + INIT),
            row.durations,
            (address(f"{row.prefix}{number}.m4s") for number in range(len(row.durations))),
        )

    def _signer(self, origin: str, lasts_s: int) -> Callable[[str], str]:
        """Makes the address of a key; all of one manifest end at the same moment."""
        assert self.objects is not None  # noqa: S101  # see `manifest`
        objects, now = self.objects, self.clock()
        base = (self.store_url or origin).rstrip("/")

        def address(key: str) -> str:
            return objects.presigned_get(
                key, origin=base, now=now, expires_s=lasts_s, content_type=SEGMENT_MIME_TYPE
            )

        return address
