"""Understanding a source, and refusing what leads where nobody should be led."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from chalicelib.downloads.errors import TorrentsOff
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.sources import Source, read_source
from chalicelib.platform.network_guard import BadAddress, BlockedAddress, NetworkGuard

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SourceValidator:
    guard: NetworkGuard
    are_torrents_on: bool

    def understood(
        self,
        kind: SourceType,
        text: str,
        title: str = "",
        *,
        may_look_up: Callable[[], bool] = lambda: True,
    ) -> Source:
        """
        `may_look_up` is asked before the system is asked for a name; otherwise the worker, which
        knows whom to ask, decides. Raises `BadSource`, `BadTorrent`, `BlockedAddress` or
        `TorrentsOff`.
        """
        source = read_source(kind, text, title)
        if source.is_torrent and not self.are_torrents_on:
            raise TorrentsOff("Torrents are switched off on this server.", field="sourceType")
        try:
            if source.url is not None:
                return self._judged(source, source.url, may_look_up)
            self._judge_written_addresses(source)
        except (BlockedAddress, BadAddress) as error:
            error.field = "source"
            logger.warning("download refused", extra={"code": error.code, "kind": source.kind})
            raise
        return source

    def _judged(self, source: Source, url: str, may_look_up: Callable[[], bool]) -> Source:
        """Resolves the name, so that most refusals are told at once; the worker asks again."""
        target = self.guard.read(url)
        try:
            if may_look_up():
                self.guard.addresses(target.host)
        except OSError:
            # Unknown right now. The worker, which connects, decides.
            logger.info("download host not resolved", extra={"host": target.host})
        return replace(source, label=target.label)

    def _judge_written_addresses(self, source: Source) -> None:
        """
        A torrent that names closed addresses as trackers, web seeds or peers is refused.

        Names among them are resolved by the worker, which leaves out those that lead inside.
        """
        for address in source.addresses:
            host, port = split_address(address)
            if host:
                self._check_host(host, port)
        for peer in source.peers:
            host, port = split_address(f"peer://{peer}")
            if host:
                self._check_host(host, None)

    def _check_host(self, host: str, port: int | None) -> None:
        try:
            self.guard.check_host(host, port)
        except BadAddress:
            # A tracker that cannot exist does no harm, and old torrents are full of them.
            return


def split_address(address: str) -> tuple[str, int | None]:
    """The host and port of a tracker's, web seed's or peer's address; "" when it has none."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return "", None
    return host or "", port
