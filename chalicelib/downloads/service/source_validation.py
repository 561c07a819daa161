"""Validation of sources: syntax, and addresses that downloads may not connect to."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from chalicelib.downloads.errors import TorrentsOff
from chalicelib.downloads.models import SourceType
from chalicelib.downloads.models.source_parser import Source, parse_source
from chalicelib.providers.network_guard import BadAddress, BlockedAddress, NetworkGuard

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SourceValidator:
    guard: NetworkGuard
    are_torrents_on: bool

    def validate(
        self,
        kind: SourceType,
        text: str,
        title: str = "",
        *,
        may_resolve: Callable[[], bool] = lambda: True,
    ) -> Source:
        """
        `may_resolve` is asked before the system's resolver is used; without it the worker, which
        has its own name servers, checks the host. Raises `BadSource`, `BadTorrent`,
        `BlockedAddress` or `TorrentsOff`.
        """
        source = parse_source(kind, text, title)
        if source.is_torrent and not self.are_torrents_on:
            raise TorrentsOff("Torrents are switched off on this server.", field="sourceType")
        try:
            if source.url is not None:
                return self._with_checked_url(source, source.url, may_resolve)
            self._check_literal_addresses(source)
        except (BlockedAddress, BadAddress) as error:
            error.field = "source"
            logger.warning("download refused", extra={"code": error.code, "kind": source.kind})
            raise
        return source

    def _with_checked_url(
        self, source: Source, url: str, may_resolve: Callable[[], bool]
    ) -> Source:
        """Resolve the host, so that most refusals come at once; the worker checks again."""
        target = self.guard.read(url)
        try:
            if may_resolve():
                self.guard.addresses(target.host)
        except OSError:
            # Not resolvable at the moment. The worker, which connects, decides.
            logger.info("download host not resolved", extra={"host": target.host})
        return replace(source, label=target.label)

    def _check_literal_addresses(self, source: Source) -> None:
        """
        Refuse a torrent with blocked addresses as trackers, web seeds or peers.

        The worker resolves host names and leaves out those that lead to blocked addresses.
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
            # Invalid tracker addresses are common in old torrents, and harmless.
            return


def split_address(address: str) -> tuple[str, int | None]:
    """The host and port of a tracker, web seed or peer; "" when there is no host."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return "", None
    return host or "", port
