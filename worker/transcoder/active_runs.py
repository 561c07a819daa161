"""The runs of a transcoder: which of them makes a segment, and which make way for a viewer."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from worker.transcoder.conversion import Conversion
from worker.transcoder.errors import Busy
from worker.transcoder.ffmpeg_run import Run

IDLE_S = 60.0  # then a run ends
DISPLACED_AFTER_S = 15.0  # idle runs make room for another viewer
RETRY_S = 5

#: The viewer that makes copies to keep: it waits for people, and makes way for them.
KEEPER = "keeper"


@dataclass
class ActiveRuns:
    """Not thread-safe: the transcoder guards it."""

    max_processes: int
    _runs: list[Run] = field(default_factory=list)

    def __iter__(self) -> Iterator[Run]:
        return iter(self._runs)

    def add(self, run: Run) -> None:
        self._runs.append(run)

    def remove(self, run: Run) -> None:
        self._runs.remove(run)

    def of(self, conversion: Conversion) -> list[Run]:
        """Also those that have ended and are not removed yet."""
        return [run for run in self._runs if run.name == conversion.name]

    def serve_people(self) -> bool:
        """Whether one converts for a viewer besides the keeper."""
        return any(not _is_kept(run) for run in self._runs)

    def are_kept(self, conversion: Conversion) -> bool:
        """Whether no person watches this conversion."""
        return all(_is_kept(run) for run in self.of(conversion))

    def stop_idle(self) -> None:
        """End runs that no viewer asked of for a while."""
        now_s = time.monotonic()
        for run in self._runs:
            if now_s - run.asked_s > IDLE_S:
                run.stop()

    def stop_all(self) -> None:
        for run in self._runs:
            run.stop()

    def find(self, conversion: Conversion, number: int, *, must_make: bool) -> Run | None:
        """The run that makes this segment, or with `must_make` False has made it."""
        starts = conversion.cuts.starts
        for run in self.of(conversion):
            if run.has_ended:
                continue
            first = run.next if must_make else run.first
            reach_s = starts[run.next] + conversion.window_s
            if first <= number and starts[number] <= reach_s:
                return run
        return None

    def has_gone_on(self, item_id: UUID, viewer: str, order: int) -> bool:
        """Whether a later request of this viewer is served: players do not say that they left."""
        return any(
            run.viewers.get(viewer, 0) > order
            for run in self._runs
            if run.item_id == item_id and not run.has_ended
        )

    def leave_others(self, run: Run, viewer: str, order: int) -> None:
        """The viewer watches this run from now on; runs without a viewer end."""
        for other in self._runs:
            if other is run or other.item_id != run.item_id or other.has_ended:
                continue
            if other.viewers.get(viewer, order) < order:
                del other.viewers[viewer]
            if not other.viewers:
                other.stop()

    def make_way(self, item_id: UUID, viewer: str) -> None:
        """
        Let one more process run for this viewer: the name of a player behind that of its session,
        or a session, which may play several films. Raises `Busy`.
        """
        now_s = time.monotonic()
        for run in self._runs:  # a seek, or another film, ends what the player played before
            if run.viewers.keys() <= {viewer} and (run.item_id == item_id or ":" in viewer):
                run.stop()
        active = [run for run in self._runs if not run.has_ended]
        if len(active) < self.max_processes:
            return
        idle = min(active, key=lambda run: (not _is_kept(run), run.asked_s))
        if viewer != KEEPER and _is_kept(idle):
            idle.stop()
            return
        if viewer == KEEPER or now_s - idle.asked_s < DISPLACED_AFTER_S:
            raise Busy(
                f"This server converts {len(active)} other"
                f" {'film' if len(active) == 1 else 'films'} right now. Playing starts when one"
                " of them ends or is paused.",
                retry_after_s=RETRY_S,
            )
        idle.stop()


def _is_kept(run: Run) -> bool:
    """Whether no person watches it."""
    return run.viewers.keys() <= {KEEPER}
