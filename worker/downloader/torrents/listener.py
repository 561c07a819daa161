"""
The thread that waits for what libtorrent has to say, and acts by the kind of message.

Messages come in the order things happened. What takes long is done in threads of their own, so
that the session is always heard.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import libtorrent as lt

from chalicelib.downloads.models.options import StatusDetail
from worker.downloader import disk
from worker.downloader.engine import Fault, Phase, TaskFailed
from worker.downloader.torrents.ahead import Ahead
from worker.downloader.torrents.looks import Looks
from worker.downloader.torrents.network import Wire
from worker.downloader.torrents.resume import RESUME_REJECTED, Resume
from worker.downloader.torrents.swarm import Swarm
from worker.downloader.torrents.torrent import AT_REST, MISSING, Torrent
from worker.downloader.torrents.trouble import Trouble

logger = logging.getLogger(__name__)

UPDATES_EVERY_S = 0.5  # nobody looks at the reports more often
LOOK_EVERY_S = 1.0
COUNT_EVERY_S = 10.0
ALERT_WAIT_MS = 500  # a message ends the wait

DHT_NODES = "dht.dht_nodes"
OVER = (Phase.FINISHED, Phase.BROKEN)
CHECKING = frozenset(
    {lt.torrent_status.states.checking_files, lt.torrent_status.states.checking_resume_data}
)

Reaction = Callable[[Torrent, Any], None]


class Listener:
    """Keeps the reports of a swarm's torrents true."""

    def __init__(self, swarm: Swarm, looks: Looks, wire: Wire, free_bytes: disk.FreeBytes) -> None:
        self._swarm = swarm
        self._looks = looks
        self._wire = wire
        self._trouble = Trouble(swarm, free_bytes)
        self._ahead = Ahead()
        self._is_over = threading.Event()
        #: About one torrent of ours. What is about others is not looked at.
        self._reactions: dict[type, Reaction] = {
            lt.metadata_received_alert: self._metadata_received,
            lt.file_prio_alert: self._chosen,
            lt.torrent_checked_alert: self._checked,
            lt.torrent_finished_alert: self._pieces_complete,
            lt.cache_flushed_alert: self._flushed,
            lt.piece_finished_alert: self._piece_finished,
            lt.read_piece_alert: self._piece_read,
            lt.file_error_alert: self._trouble.file_error,
            lt.torrent_error_alert: self._trouble.torrent_error,
            lt.file_rename_failed_alert: self._trouble.rename_failed,
            lt.fastresume_rejected_alert: self._resume_rejected,
        }
        self._others: dict[type, Callable[[Any], None]] = {
            lt.state_update_alert: self._updated,
            lt.save_resume_data_alert: self._resume_saved,
            lt.save_resume_data_failed_alert: self._resume_not_saved,
            lt.torrent_deleted_alert: self._deleted,
            lt.torrent_delete_failed_alert: self._deleted,
            lt.alerts_dropped_alert: self._alerts_lost,
            lt.portmap_alert: lambda _alert: wire.mapped(is_mapped=True),
            lt.portmap_error_alert: lambda _alert: wire.mapped(is_mapped=False),
            lt.incoming_connection_alert: lambda alert: wire.met(alert.endpoint[0]),
            lt.session_stats_alert: lambda alert: wire.counted(int(alert.values[DHT_NODES])),
        }
        self._thread = threading.Thread(target=self._listen, name="libtorrent", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self, within_s: float) -> None:
        self._is_over.set()
        self._swarm.session.post_session_stats()  # its answer ends the wait
        self._thread.join(within_s)
        self._ahead.end()

    def consider(self, torrent: Torrent) -> None:
        """It may have become complete while nobody was told. Under the swarm's lock."""
        self._pieces_complete(torrent, None)

    def _listen(self) -> None:
        session = self._swarm.session
        next_update_s = next_look_s = next_count_s = 0.0
        while not self._is_over.is_set():
            session.wait_for_alert(ALERT_WAIT_MS)
            for alert in session.pop_alerts():
                try:
                    with self._swarm.lock:
                        self._react(alert)
                except Exception:
                    logger.exception("alert not handled", extra={"kind": type(alert).__name__})
            now_s = time.monotonic()
            if now_s >= next_update_s:
                next_update_s = now_s + UPDATES_EVERY_S
                session.post_torrent_updates()
                self._let_readers_rest()
            if now_s >= next_look_s:
                next_look_s = now_s + LOOK_EVERY_S
                self._look_around(now_s)
            if now_s >= next_count_s:
                next_count_s = now_s + COUNT_EVERY_S
                session.post_session_stats()

    def _look_around(self, now_s: float) -> None:
        try:
            if self._wire.look():
                self._swarm.on_update()
            with self._swarm.lock:
                self._looks.mind_time()
                self._mind_givings(now_s)
        except Exception:
            logger.exception("the session could not be looked after")

    def _react(self, alert: Any) -> None:
        reaction = self._reactions.get(type(alert))
        if reaction is not None:
            torrent = self._swarm.find(alert.handle)
            if torrent is not None:
                reaction(torrent, alert)
            elif isinstance(alert, lt.metadata_received_alert):
                self._looks.found(alert.handle)
        elif (other := self._others.get(type(alert))) is not None:
            other(alert)

    # --- from metadata to files ---------------------------------------------------------------

    def _metadata_received(self, torrent: Torrent, _alert: Any) -> None:
        """The moment to look at the names, before anything is written."""
        info = torrent.handle.torrent_file()
        self._looks.known(str(torrent.report.info_hash), info)
        try:
            torrent.described(info, torrent.options.values())
        except TaskFailed as refused:
            self._swarm.break_off(torrent, refused.fault)
            return
        own_names = torrent.handle.get_renamed_files()
        for index in range(torrent.layout.num_files()):
            name = torrent.stored(index)
            if own_names.file_path(torrent.layout, index) != name:
                torrent.handle.rename_file(index, name)
        torrent.tell(phase=Phase.CHECKING, detail=StatusDetail.CHECKING)
        self._swarm.mind_manner()
        torrent.take_over()
        self._swarm.on_update()

    def _chosen(self, torrent: Torrent, _alert: Any) -> None:
        """libtorrent knows which files are wanted."""
        if torrent.layout is None:
            return  # none, until it is known what there is
        torrent.arranged()
        if torrent.report.phase is Phase.RUNNING and torrent.is_here():
            self._settle(torrent)

    def _checked(self, torrent: Torrent, _alert: Any) -> None:
        torrent.is_checking = False
        is_awaited = torrent.report.phase in (Phase.PREPARING, Phase.CHECKING)
        if not is_awaited or torrent.layout is None:
            return
        torrent.count_anew()
        done = torrent.bytes_here(torrent.handle.status())
        if torrent.is_here():
            torrent.tell(phase=Phase.RUNNING, detail=StatusDetail.FINISHING, bytes_done=done)
            self._settle(torrent)
        elif torrent.is_only_given:
            self._swarm.break_off(torrent, MISSING)
        else:
            detail = None if torrent.report.peers else StatusDetail.CONNECTING
            torrent.tell(phase=Phase.RUNNING, detail=detail, bytes_done=done)
        self._recount(torrent)
        self._swarm.on_update()

    def _pieces_complete(self, torrent: Torrent, _alert: Any) -> None:
        # It also says so when everything that is wanted now is there: a reader's window, say.
        is_ready = torrent.layout is not None and not torrent.is_checking
        if is_ready and torrent.report.phase is Phase.RUNNING and torrent.is_here():
            self._settle(torrent)

    def _settle(self, torrent: Torrent) -> None:
        if not torrent.is_settling and torrent.report.phase not in OVER:
            torrent.is_settling = True
            torrent.tell(detail=StatusDetail.FINISHING)
            torrent.handle.flush_cache()

    def _flushed(self, torrent: Torrent, _alert: Any) -> None:
        torrent.flushed.set()
        # libtorrent also flushes of its own accord when a torrent is whole, and says so, too.
        is_due = torrent.is_settling and not torrent.is_confirming
        if is_due and torrent.report.phase not in OVER:
            torrent.is_confirming = True
            threading.Thread(
                target=self._confirm, args=(torrent,), name="settle", daemon=True
            ).start()

    def _confirm(self, torrent: Torrent) -> None:
        """Runs in a thread of its own: waiting for the disk takes long for big files."""
        fault: Fault | None = None
        choices = torrent.choices
        try:
            files = torrent.settled()
        except TaskFailed as refused:
            files, fault = (), refused.fault
        except OSError as error:
            files, fault = (), self._trouble.fault(torrent, error.errno or 0, error.filename or "")
        with self._swarm.lock:
            torrent.is_settling = torrent.is_confirming = False
            if torrent.is_gone or self._swarm.is_closing:
                return
            is_the_same = torrent.choices == choices and not torrent.is_checking
            if not is_the_same or torrent.report.phase is not Phase.RUNNING:
                # Something else is wanted by now, or it is being checked again.
                self._pieces_complete(torrent, None)
                return
            if fault is not None:
                self._swarm.break_off(torrent, fault)
            else:
                torrent.finished(files)
                if torrent.is_only_given:
                    torrent.handle.unset_flags(lt.torrent_flags.upload_mode)
                self._swarm.drive(torrent)
        self._swarm.on_update()

    # --- how it goes ---------------------------------------------------------------------------

    def _updated(self, alert: Any) -> None:
        for status in alert.status:
            torrent = self._swarm.find(status.handle)
            if torrent is not None and torrent.report.phase is not Phase.BROKEN:
                self._note(torrent, status)

    def _note(self, torrent: Torrent, status: Any) -> None:
        told: dict[str, Any] = {
            "peers": status.num_peers,
            "seeds": status.num_seeds,
            "peers_known": status.list_peers,
            "download_bytes_per_s": status.download_payload_rate,
            "upload_bytes_per_s": status.upload_payload_rate,
            "bytes_uploaded": status.all_time_upload,
        }
        if torrent.rests:
            told |= AT_REST
        if torrent.report.phase in (Phase.FINISHED, Phase.MOVING) or torrent.layout is None:
            torrent.tell(**told)
        elif torrent.is_checking or status.state in CHECKING:
            torrent.tell(phase=Phase.CHECKING, detail=StatusDetail.CHECKING, **told)
        else:
            done = torrent.bytes_here(status)
            torrent.tell(
                phase=Phase.RUNNING, detail=_detail(torrent, status), bytes_done=done, **told
            )
            if status.is_seeding or (status.is_finished and torrent.is_here()):
                self._settle(torrent)

    def _mind_givings(self, now_s: float) -> None:
        for torrent in self._swarm:
            is_given = torrent.report.phase is Phase.FINISHED
            if is_given and torrent.givings and torrent.gave_enough(now_s):
                self._swarm.drive(torrent)
                self._swarm.on_update()

    # --- readers -------------------------------------------------------------------------------

    def _piece_finished(self, torrent: Torrent, alert: Any) -> None:
        self._ahead.arrived(torrent, int(alert.piece_index))
        if torrent.watching is not None:
            torrent.watching.arrived(int(alert.piece_index))

    def _piece_read(self, torrent: Torrent, alert: Any) -> None:
        if torrent.watching is not None:
            failed = alert.error.value() != 0
            torrent.watching.was_read(int(alert.piece), None if failed else alert.buffer)

    def _let_readers_rest(self) -> None:
        with self._swarm.lock:
            for torrent in self._swarm:
                if torrent.watching is not None:
                    torrent.watching.rest()
            self._swarm.mind_manner()

    def _alerts_lost(self, _alert: Any) -> None:
        logger.warning("libtorrent dropped messages")
        for torrent in self._swarm:
            self._recount(torrent)
            is_waiting = torrent.is_checking and torrent.layout is not None
            if is_waiting and torrent.handle.status().state not in CHECKING:
                self._checked(torrent, None)

    def _recount(self, torrent: Torrent) -> None:
        if torrent.watching is not None:
            torrent.watching.forget(torrent.pieces_here())

    # --- going on later ------------------------------------------------------------------------

    def _resume_rejected(self, torrent: Torrent, _alert: Any) -> None:
        """Whatever lies on disk is checked piece by piece instead."""
        logger.warning("resume data rejected", extra={"torrent": torrent.report.info_hash})
        torrent.tell(warning=RESUME_REJECTED)

    def _resume_saved(self, alert: Any) -> None:
        data = lt.write_resume_data_buf(alert.params)
        packed = Resume(data, disk.boot_id(), self._swarm.is_closing).pack()
        self._swarm.saved(alert.handle, packed)
        torrent = self._swarm.find(alert.handle)
        if torrent is not None and torrent.is_to_be_checked and not self._swarm.is_closing:
            self._swarm.reopen(torrent, alert.params)

    def _resume_not_saved(self, alert: Any) -> None:
        """Nothing had changed, as a rule."""
        self._swarm.saved(alert.handle, None)

    def _deleted(self, alert: Any) -> None:
        self._swarm.gone(alert.info_hashes)


def _detail(torrent: Torrent, status: Any) -> StatusDetail | None:
    if torrent.is_settling:
        return StatusDetail.FINISHING
    if status.state == lt.torrent_status.states.allocating:
        return StatusDetail.ALLOCATING
    is_alone = not status.num_peers and not status.download_payload_rate
    return (
        StatusDetail.CONNECTING
        if is_alone and not status.is_finished and not torrent.rests
        else None
    )
