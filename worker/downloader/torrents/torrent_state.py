"""
The state machine of a torrent.

Pauses and storage moves are independent of it, except where the table says otherwise.
"""

import threading
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from chalicelib.downloads.models.job_options import StatusDetail
from worker.downloader.engine import Phase


class TorrentState(Enum):
    FETCHING_METADATA = auto()
    CHECKING = auto()  # libtorrent hashes the files on disk
    AWAITING_RECHECK = auto()  # paused until its resume data are here, then opened again
    DOWNLOADING = auto()
    FLUSHING = auto()  # every selected piece is here; libtorrent writes its cache to the files
    SYNCING = auto()  # a thread verifies the files and waits for the disk
    COMPLETE = auto()
    FAILED = auto()  # an error after the check
    CHECK_FAILED = auto()  # an error before the check has ended
    REJECTED = auto()  # an error before the metadata were accepted; final
    REMOVED = auto()  # no longer in the session


class TorrentEvent(Enum):
    METADATA_RECEIVED = auto()
    CHECK_STARTED = auto()  # by libtorrent itself
    CHECKED = auto()
    PIECES_COMPLETE = auto()
    CACHE_FLUSHED = auto()
    FILES_SYNCED = auto()
    SELECTION_CHANGED = auto()  # other files are selected
    MOVE_STARTED = auto()
    RECHECK_REQUESTED = auto()
    REOPENED = auto()  # added to the session again, to be checked
    ERROR = auto()
    ERROR_CLEARED = auto()
    REMOVED = auto()


class UnexpectedEvent(Exception):
    """The event cannot happen in this state."""


_S, _E = TorrentState, TorrentEvent

UNCHECKED = frozenset({_S.FETCHING_METADATA, _S.CHECKING, _S.AWAITING_RECHECK})
COMPLETING = frozenset({_S.FLUSHING, _S.SYNCING})
FAILURES = frozenset({_S.FAILED, _S.CHECK_FAILED, _S.REJECTED})

_TRANSFERRING = (_S.DOWNLOADING, *COMPLETING)


def _stay(*states: TorrentState) -> dict[TorrentState, TorrentState]:
    return {state: state for state in states}


#: Every legal transition. An event is refused in a state it does not list.
TRANSITIONS: dict[TorrentEvent, dict[TorrentState, TorrentState]] = {
    _E.METADATA_RECEIVED: {_S.FETCHING_METADATA: _S.CHECKING},
    _E.CHECK_STARTED: dict.fromkeys(_TRANSFERRING, _S.CHECKING),
    _E.CHECKED: {_S.CHECKING: _S.DOWNLOADING, _S.CHECK_FAILED: _S.FAILED},
    _E.PIECES_COMPLETE: {_S.DOWNLOADING: _S.FLUSHING},
    _E.CACHE_FLUSHED: {_S.FLUSHING: _S.SYNCING},
    _E.FILES_SYNCED: {_S.SYNCING: _S.COMPLETE},
    # Another selection or a move interrupts a flush; the torrent then completes once more.
    _E.SELECTION_CHANGED: {
        **_stay(_S.CHECKING, _S.AWAITING_RECHECK, _S.FAILED, _S.CHECK_FAILED),
        **dict.fromkeys((*_TRANSFERRING, _S.COMPLETE), _S.DOWNLOADING),
    },
    _E.MOVE_STARTED: {
        **_stay(_S.FETCHING_METADATA, _S.CHECKING, _S.COMPLETE, *FAILURES),
        **dict.fromkeys(_TRANSFERRING, _S.DOWNLOADING),
    },
    _E.RECHECK_REQUESTED: dict.fromkeys(
        (_S.CHECKING, *_TRANSFERRING, _S.COMPLETE, _S.FAILED, _S.CHECK_FAILED),
        _S.AWAITING_RECHECK,
    ),
    _E.REOPENED: {_S.AWAITING_RECHECK: _S.CHECKING},
    # Not while a recheck is awaited: the handle that fails is about to be replaced.
    _E.ERROR: {
        _S.FETCHING_METADATA: _S.REJECTED,
        _S.CHECKING: _S.CHECK_FAILED,
        **dict.fromkeys((*_TRANSFERRING, _S.COMPLETE), _S.FAILED),
    },
    _E.ERROR_CLEARED: {_S.CHECK_FAILED: _S.CHECKING, _S.FAILED: _S.DOWNLOADING},
    _E.REMOVED: dict.fromkeys(set(_S) - {_S.REMOVED}, _S.REMOVED),
}

#: What a report says of each state. `REMOVED` has no report.
PHASES: dict[TorrentState, tuple[Phase, StatusDetail | None]] = {
    _S.FETCHING_METADATA: (Phase.PREPARING, StatusDetail.FETCHING_METADATA),
    _S.CHECKING: (Phase.CHECKING, StatusDetail.CHECKING),
    _S.AWAITING_RECHECK: (Phase.CHECKING, StatusDetail.CHECKING),
    _S.DOWNLOADING: (Phase.RUNNING, None),
    _S.FLUSHING: (Phase.RUNNING, StatusDetail.FINISHING),
    _S.SYNCING: (Phase.RUNNING, StatusDetail.FINISHING),
    _S.COMPLETE: (Phase.FINISHED, None),
    _S.FAILED: (Phase.BROKEN, None),
    _S.CHECK_FAILED: (Phase.BROKEN, None),
    _S.REJECTED: (Phase.BROKEN, None),
}


def next_state(state: TorrentState, event: TorrentEvent) -> TorrentState:
    """Raises `UnexpectedEvent`."""
    try:
        return TRANSITIONS[event][state]
    except KeyError:
        raise UnexpectedEvent(f"{event.name} cannot happen in {state.name}.") from None


class DownloadGate(Enum):
    """Whether libtorrent may request pieces; all but `OPEN` are its upload mode."""

    OPEN = auto()
    AWAITING_PRIORITIES = auto()  # until libtorrent has taken over the order of the pieces
    SEED_ONLY = auto()  # complete once: missing data are an error and not fetched again


@dataclass(slots=True)
class StorageMove:
    """A move under way."""

    target: Path
    flushed: threading.Event = field(default_factory=threading.Event)


class Retention(Enum):
    """What becomes of the files when the last job leaves."""

    PARTIAL = auto()  # no job was completed with them: they may be deleted
    RECORDED = auto()  # a job was completed with them: they are never deleted here
    TO_DELETE = auto()  # to be deleted as soon as a move has ended
