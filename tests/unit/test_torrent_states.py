"""The state machine of a torrent, over every pair of state and event."""

import itertools

import pytest

from worker.downloader.engine import Phase, Report
from worker.downloader.torrents.torrent import Torrent
from worker.downloader.torrents.torrent_state import (
    FAILURES,
    PHASES,
    TorrentEvent,
    TorrentState,
    UnexpectedEvent,
    next_state,
)

S, E = TorrentState, TorrentEvent

#: Written out once more: state, then the event that leads to each next state.
LEGAL: dict[TorrentState, dict[TorrentEvent, TorrentState]] = {
    S.FETCHING_METADATA: {
        E.METADATA_RECEIVED: S.CHECKING,
        E.MOVE_STARTED: S.FETCHING_METADATA,
        E.ERROR: S.REJECTED,
    },
    S.CHECKING: {
        E.CHECKED: S.DOWNLOADING,
        E.SELECTION_CHANGED: S.CHECKING,
        E.MOVE_STARTED: S.CHECKING,
        E.RECHECK_REQUESTED: S.AWAITING_RECHECK,
        E.ERROR: S.CHECK_FAILED,
    },
    S.AWAITING_RECHECK: {
        E.SELECTION_CHANGED: S.AWAITING_RECHECK,
        E.REOPENED: S.CHECKING,
    },
    S.DOWNLOADING: {
        E.CHECK_STARTED: S.CHECKING,
        E.PIECES_COMPLETE: S.FLUSHING,
        E.SELECTION_CHANGED: S.DOWNLOADING,
        E.MOVE_STARTED: S.DOWNLOADING,
        E.RECHECK_REQUESTED: S.AWAITING_RECHECK,
        E.ERROR: S.FAILED,
    },
    S.FLUSHING: {
        E.CHECK_STARTED: S.CHECKING,
        E.CACHE_FLUSHED: S.SYNCING,
        E.SELECTION_CHANGED: S.DOWNLOADING,
        E.MOVE_STARTED: S.DOWNLOADING,
        E.RECHECK_REQUESTED: S.AWAITING_RECHECK,
        E.ERROR: S.FAILED,
    },
    S.SYNCING: {
        E.CHECK_STARTED: S.CHECKING,
        E.FILES_SYNCED: S.COMPLETE,
        E.SELECTION_CHANGED: S.DOWNLOADING,
        E.MOVE_STARTED: S.DOWNLOADING,
        E.RECHECK_REQUESTED: S.AWAITING_RECHECK,
        E.ERROR: S.FAILED,
    },
    S.COMPLETE: {
        E.SELECTION_CHANGED: S.DOWNLOADING,
        E.MOVE_STARTED: S.COMPLETE,
        E.RECHECK_REQUESTED: S.AWAITING_RECHECK,
        E.ERROR: S.FAILED,
    },
    S.FAILED: {
        E.SELECTION_CHANGED: S.FAILED,
        E.MOVE_STARTED: S.FAILED,
        E.RECHECK_REQUESTED: S.AWAITING_RECHECK,
        E.ERROR_CLEARED: S.DOWNLOADING,
    },
    S.CHECK_FAILED: {
        E.CHECKED: S.FAILED,
        E.SELECTION_CHANGED: S.CHECK_FAILED,
        E.MOVE_STARTED: S.CHECK_FAILED,
        E.RECHECK_REQUESTED: S.AWAITING_RECHECK,
        E.ERROR_CLEARED: S.CHECKING,
    },
    S.REJECTED: {E.MOVE_STARTED: S.REJECTED},
    S.REMOVED: {},
}


@pytest.mark.parametrize(
    ("state", "event"), list(itertools.product(S, E)), ids=lambda each: each.name
)
def test_a_legal_event_changes_the_state_and_any_other_is_refused(tmp_path, state, event):
    torrent = Torrent(None, tmp_path, Report(Phase.PREPARING), state=state)
    legal = {E.REMOVED: S.REMOVED, **LEGAL[state]} if state is not S.REMOVED else {}
    if event in legal:
        assert torrent.can(event)
        torrent.apply(event)
        assert torrent.state is legal[event] is next_state(state, event)
        assert torrent.generation == int(legal[event] is not state)
    else:
        assert not torrent.can(event)
        with pytest.raises(UnexpectedEvent, match=f"{event.name} cannot happen in {state.name}"):
            torrent.apply(event)
        assert torrent.state is state


@pytest.mark.parametrize("state", list(S), ids=lambda each: each.name)
def test_every_state_can_be_reached_and_left(state):
    seen, new = set(), {S.FETCHING_METADATA}
    while new:
        seen |= new
        found = {LEGAL[each].get(event) for each in new for event in E} - {None}
        new = found - seen
    assert state in seen | {S.REMOVED}
    assert state is S.REMOVED or next_state(state, E.REMOVED) is S.REMOVED


@pytest.mark.parametrize("state", list(PHASES), ids=lambda each: each.name)
def test_the_report_follows_the_state(tmp_path, state):
    torrent = Torrent(None, tmp_path, Report(Phase.PREPARING), state=state)
    torrent.update_report()

    assert torrent.report.phase is PHASES[state][0]
    assert (torrent.report.phase is Phase.BROKEN) == (state in FAILURES)


MOVABLE = [state for state in S if E.MOVE_STARTED in LEGAL[state]]


@pytest.mark.parametrize("state", MOVABLE, ids=lambda each: each.name)
def test_a_move_hides_the_state_and_shows_it_again(tmp_path, state):
    torrent = Torrent(None, tmp_path / "a", Report(Phase.PREPARING), state=state)
    torrent.start_move(tmp_path / "b")
    assert torrent.report.phase is Phase.MOVING
    torrent.end_move(tmp_path / "b", None)

    after = LEGAL[state][E.MOVE_STARTED]
    assert (torrent.report.phase, torrent.report.detail) == PHASES[after]
    assert (torrent.folder, torrent.past_folders) == (tmp_path / "b", [tmp_path / "a"])


def test_an_unchanged_report_stays_the_same_object(tmp_path):
    torrent = Torrent(None, tmp_path, Report(Phase.PREPARING))
    before = torrent.report
    torrent.update_report(peers=0, title="")
    assert torrent.report is before
    torrent.update_report(peers=1)
    assert torrent.report is not before
