"""
Looking inside a source before anybody asks for it: nothing is written, and nothing is fetched
but the description. It is kept for a while, so that the download need not fetch it again.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import libtorrent as lt

from chalicelib.downloads.models import SourceType
from worker.downloader.engine import Fault, InspectionResult, TaskFailed
from worker.downloader.torrents.files import listed
from worker.downloader.torrents.source import (
    Outside,
    info_hash_of,
    is_padding,
    only_open,
    read_magnet,
    read_torrent,
    stored_names,
    torrent_file,
    uploaded,
)
from worker.downloader.torrents.swarm import Swarm
from worker.downloader.torrents.wanted import Span

logger = logging.getLogger(__name__)

WITHIN_S = 60.0
MAX_AT_ONCE = 20
KEPT_FOR_S = 900.0
MAX_KEPT_BYTES = 64 * 1024 * 1024
FILE_COST_BYTES = 500  # of one file's entry in memory
#: libtorrent wants a folder to be named. Nothing is written there: no file is wanted.
NOWHERE = Path("/nonexistent/seen")

#: How the world is reached right now; None while nothing may leave.
FindOutside = Callable[[], Outside | None]


@dataclass(eq=False)
class Look:
    until_s: float
    info_hash: str = ""
    answer: InspectionResult | None = None


class Looks:
    """Guarded by the swarm's lock, unless a method says otherwise."""

    def __init__(self, swarm: Swarm, outside: FindOutside, within_s: float = WITHIN_S) -> None:
        self._swarm = swarm
        self._outside = outside
        self._within_s = within_s
        self._looks: dict[UUID, Look] = {}
        self._by_handle: dict[Any, str] = {}  # torrents that are here for a look only

    def begin(self, look_id: UUID, source_type: SourceType, source: str) -> None:
        if look_id in self._looks:
            return
        look = self._looks[look_id] = Look(time.monotonic() + self._within_s)
        if sum(each.answer is None for each in self._looks.values()) > MAX_AT_ONCE:
            self._settle(look, _failed("busy", "Too many are being looked into.", may_retry=True))
            return
        threading.Thread(
            target=self._open, args=(look, source_type, source), name="look inside", daemon=True
        ).start()

    def seen(self, look_id: UUID) -> InspectionResult | None:
        look = self._looks.get(look_id)
        return look.answer if look else None

    def forget(self, look_id: UUID) -> None:
        look = self._looks.pop(look_id, None)
        if look is not None:
            self._close_unwanted()

    def found(self, handle: Any) -> None:
        """The metadata of one of our own are here."""
        info_hash = self._by_handle.get(handle)
        if info_hash is not None:
            self.known(info_hash, handle.torrent_file())

    def known(self, info_hash: str, info: Any) -> None:
        """Somebody brought the metadata of a torrent: whoever waits for them is answered."""
        waiting = [
            look
            for look in self._looks.values()
            if look.answer is None and look.info_hash == info_hash
        ]
        if waiting:
            answer = _answer_from(info)
            for look in waiting:
                self._settle(look, answer)
            self._close_unwanted()

    def give_way(self, info_hash: str) -> None:
        """A job comes for the torrent: it brings the metadata from here on."""
        for handle, known in list(self._by_handle.items()):
            if known == info_hash:
                self._close(handle)

    def mind_time(self) -> None:
        now_s = time.monotonic()
        for look_id, look in list(self._looks.items()):
            if look.answer is None and now_s >= look.until_s:
                message = "Nobody could say what this torrent contains."
                self._settle(look, _failed("no_metadata", message, may_retry=True))
            elif now_s >= look.until_s + KEPT_FOR_S:
                del self._looks[look_id]
        self._close_unwanted()

    def _open(self, look: Look, source_type: SourceType, source: str) -> None:
        """Runs in a thread of its own: it may wait for names and servers. Takes the lock."""
        try:
            answer = self._asked(look, source_type, source)
        except TaskFailed as refused:
            answer = InspectionResult(fault=refused.fault)
        except Exception:
            logger.exception("source could not be looked into")
            answer = _failed("internal", "Something broke on our side.", may_retry=True)
        if answer is not None:
            with self._swarm.lock:
                self._settle(look, answer)

    def _asked(self, look: Look, source_type: SourceType, source: str) -> InspectionResult | None:
        """None when others will have to tell. Raises `TaskFailed`."""
        if source[:5].lower() == "data:":
            data = uploaded(source)
            return _answer(read_torrent(data).ti, data)
        outside = self._outside()
        if outside is None:
            message = "The network interface for downloads is down."
            raise TaskFailed("interface_down", message, may_retry=True)
        if source_type is not SourceType.MAGNET:
            data = torrent_file(source, outside)
            return _answer(read_torrent(data).ti, data)
        params = read_magnet(source)
        look.info_hash = info_hash_of(params.info_hashes)
        only_open(params, outside)
        self._join(look, params)
        return None

    def _join(self, look: Look, params: Any) -> None:
        swarm = self._swarm
        with swarm.lock:
            known = swarm.with_hash(look.info_hash)
            is_forgotten = look not in self._looks.values() or swarm.is_closing
            if is_forgotten or look.info_hash in self._by_handle.values():
                return
            if known is None:
                params.save_path = str(NOWHERE)
                params.flags |= (
                    lt.torrent_flags.default_dont_download | lt.torrent_flags.upload_mode
                )
                handle = swarm.session.add_torrent(params)
                known = swarm.find(handle)  # a hybrid one may be known by its other hash
                if known is None:
                    self._by_handle[handle] = look.info_hash
            if known is not None and known.layout is not None:
                self.known(look.info_hash, known.handle.torrent_file())

    def _settle(self, look: Look, answer: InspectionResult) -> None:
        if look.answer is None:
            look.answer = answer
            self._stay_small()

    def _stay_small(self) -> None:
        """The oldest answers go first when too much is kept."""
        kept = [look for look in self._looks.values() if look.answer is not None]
        cost = sum(_cost(look.answer) for look in kept)
        for look in kept[:-1]:
            if cost <= MAX_KEPT_BYTES:
                return
            cost -= _cost(look.answer)
            look.answer = _failed("forgotten", "Please look again.", may_retry=True)

    def _close_unwanted(self) -> None:
        waited_for = {look.info_hash for look in self._looks.values() if look.answer is None}
        for handle, info_hash in list(self._by_handle.items()):
            if info_hash not in waited_for:
                self._close(handle)

    def _close(self, handle: Any) -> None:
        del self._by_handle[handle]
        if self._swarm.session is not None:
            self._swarm.session.remove_torrent(handle)


def _answer(info: Any, metadata: bytes) -> InspectionResult:
    """Raises `TaskFailed` for what a torrent may not bring."""
    layout = info.layout()
    names = stored_names(layout)
    spans = [
        Span(index, 0, layout.file_size(index))
        for index in range(layout.num_files())
        if not is_padding(layout, index)
    ]
    return InspectionResult(
        title=layout.name(),
        info_hash=info_hash_of(info.info_hashes()),
        bytes_total=sum(span.size for span in spans),
        is_private=bool(info.priv()),
        files=listed(names, spans),
        metadata=metadata,
    )


def _answer_from(info: Any) -> InspectionResult:
    try:
        return _answer(info, b"d4:info" + info.info_section() + b"e")
    except TaskFailed as refused:
        return InspectionResult(fault=refused.fault)


def _failed(reason: str, message: str, *, may_retry: bool) -> InspectionResult:
    return InspectionResult(fault=Fault(reason, message, may_retry))


def _cost(answer: InspectionResult | None) -> int:
    if answer is None:
        return 0
    return len(answer.metadata or b"") + len(answer.files) * FILE_COST_BYTES
