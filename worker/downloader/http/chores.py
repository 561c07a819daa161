"""What is done with a download besides bringing it. For the download's own thread."""

import logging
from dataclasses import replace
from pathlib import Path

from chalicelib.downloads.models.options import StatusDetail
from worker.downloader.engine import OnUpdate, Phase
from worker.downloader.http import moving
from worker.downloader.http.errand import House
from worker.downloader.http.part import forget_note, whole_file
from worker.downloader.http.rechecking import recheck_part, recheck_whole
from worker.downloader.http.state import State

logger = logging.getLogger(__name__)


def move(state: State, to: Path, on_update: OnUpdate) -> None:
    """Bring the files to another folder; where that fails, it says why and stays as it was."""
    before = state.report
    state.tell(phase=Phase.MOVING, detail=StatusDetail.MOVING)
    on_update()
    if before.phase is not Phase.FINISHED:  # else somebody may be reading
        state.close_part()
    changes: dict[str, object] = {"phase": before.phase, "detail": before.detail}
    try:
        moving.move(state.folder, to)
    except OSError as error:
        logger.warning("files not moved", extra={"errno": error.errno})
        changes["move_error"] = error.strerror or "The files could not be moved."
    else:
        changes |= {"folder": to, "move_error": None}
        changes["files"] = tuple(
            replace(each, path=str(to / Path(each.path).name)) for each in before.files
        )
    state.tell(**changes)


def recheck(state: State, house: House, source: str, checksum: str | None) -> None:
    """
    Compare what is here with what should be; what is wrong is forgotten, and comes again.

    Raises what `recheck_whole` raises.
    """
    state.tell(phase=Phase.CHECKING, detail=StatusDetail.CHECKING, fault=None)
    house.on_update()
    state.close_part()
    found = whole_file(state.folder)
    if found is not None:
        if recheck_whole(house, source, found, checksum):
            state.tell_whole(found)
            return
        found.unlink()
        forget_note(state.folder)
    part = state.opened()
    recheck_part(house, source, part)
    done = part.here.size
    state.tell(phase=Phase.PREPARING, detail=StatusDetail.CONNECTING, bytes_done=done, files=())
