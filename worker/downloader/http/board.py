"""
Who brings which bytes of a file, when several connections do. Pure: times are passed in.

A connection takes a segment, brings it from its front, and takes the next one: where somebody
reads, where a gap is, or, when everything is being brought already, a part of what the slowest
of the others would take longest with.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from worker.downloader.http.ranges import Ranges, Span

#: Stands for the end of a file whose length is not known.
ENDLESS = 2**62
#: A connection that will be at a place this soon is as good as a new one there.
NEAR_S = 1.5
NEAR_BYTES = 256 * 1024  # while its speed is not known
#: What a reader will want next is brought before the rest.
READ_AHEAD_BYTES = 32 * 1024 * 1024
MIN_SHARE_BYTES = 64 * 1024
#: Shorter work is not worth another request.
MIN_LEFT_S = 1.0
UNMEASURED_S = 0.3
#: How much is worth sharing while nobody's speed is known.
MIN_UNMEASURED_BYTES = 4 * 1024 * 1024
#: A connection that serves a reader is left to that reader for this long.
UNDISTURBED_S = 2.0


@dataclass(eq=False, slots=True)
class Segment:
    """What one connection brings: from `at` to `end`; what lies before `at` is here."""

    start: int
    at: int
    end: int
    began_s: float

    @property
    def left(self) -> int:
        return self.end - self.at

    def speed(self, now_s: float) -> float | None:
        """Bytes a second; None while that says little."""
        took_s = now_s - self.began_s
        return (self.at - self.start) / took_s if took_s > UNMEASURED_S else None


class Board:
    """Not safe for several threads: whoever uses it holds a lock."""

    def __init__(self, here: Ranges, total: int | None) -> None:
        self.total = total
        self.active: list[Segment] = []
        self._here = here.copy()

    @property
    def end(self) -> int:
        return ENDLESS if self.total is None else self.total

    @property
    def bytes_done(self) -> int:
        return self._here.size + sum(each.at - each.start for each in self.active)

    @property
    def is_complete(self) -> bool:
        return self.total is not None and self.bytes_done >= self.total

    def arrived(self) -> Ranges:
        """All that is here at this moment."""
        here = self._here.copy()
        for each in self.active:
            here.add(each.start, each.at)
        return here

    def has(self, start: int, end: int) -> bool:
        if self._here.has(start, end):
            return True
        return self.arrived().has(start, end)

    def take(
        self,
        now_s: float,
        *,
        wishes: Iterable[int] = (),
        at: int | None = None,
        over: Span | None = None,
        may_jump: bool = True,
    ) -> Segment | None:
        """
        The next segment for a connection; None when there is nothing worth bringing.

        Args:
            now_s: Monotonic.
            wishes: Where somebody reads, the most urgent first.
            at: Where the connection is, in a response that goes on.
            over: What it brought beyond its last segment, because that was cut meanwhile.
            may_jump: Whether a connection can begin anywhere; otherwise only from the front.
        """
        if over is not None:
            self._credit(*over)
        if may_jump:
            for wish in wishes:
                if (segment := self._for_reader(wish, now_s)) is not None:
                    return segment
        free = list(self._free())
        if free:
            start, end = next((gap for gap in free if gap[0] == at), free[0])
            return self._begin(start, end, now_s)
        return self._share(now_s) if may_jump else None

    def go_on(self, now_s: float, at: int, over: Span | None) -> Segment | None:
        """
        What comes next in a response that goes on at `at`, for the connection that has it.

        Taken from another connection, too, that was to bring it and has not begun. See `take`.
        """
        first = at if over is None else over[0]
        for each in self.active:
            if each.start == each.at == first:
                self.give_up(each)
        if over is not None:
            self._credit(*over)
        gap = next((gap for gap in self._free() if gap[0] >= at), None)
        return None if gap is None else self._begin(*gap, now_s)

    def in_the_way(self, wish: int, others: Iterable[int], now_s: float) -> Segment | None:
        """
        The segment to give up so that its connection can go where somebody waits.

        None when a connection is there already, or all of them have just begun to serve the
        `others` who read.
        """
        place = self.arrived().missing_from(wish)
        if place >= self.end or self._is_near(place, now_s):
            return None
        candidates = [
            each
            for each in self.active
            if now_s - each.began_s > UNDISTURBED_S
            or not any(each.start <= other < each.end for other in others)
        ]
        return max(candidates, key=lambda each: each.left, default=None)

    def give_up(self, segment: Segment) -> None:
        """Its connection will find that nothing is left of it."""
        segment.end = segment.at

    def advance(self, segment: Segment, count: int) -> None:
        segment.at = min(segment.at + count, max(segment.end, segment.at))

    def release(self, segment: Segment) -> None:
        """Whatever was not brought of it is a gap again."""
        if segment in self.active:
            self.active.remove(segment)
            self._here.add(segment.start, segment.at)

    def forget_from(self, at: int) -> None:
        """What is here from there on is of no use."""
        self._here.cut(at)

    def _credit(self, start: int, end: int) -> None:
        """Bytes that are here though nobody was to bring them, unless somebody is by now."""
        for gap_start, gap_end in list(self._free()):
            self._here.add(max(gap_start, start), min(gap_end, end))

    def _free(self) -> Iterable[Span]:
        taken = self._here.copy()
        for each in self.active:
            taken.add(each.start, each.end)
        return taken.gaps(self.end)

    def _is_near(self, place: int, now_s: float) -> bool:
        """Whether some connection will be there soon."""
        for each in self.active:
            speed = each.speed(now_s)
            reach = NEAR_BYTES if speed is None else speed * NEAR_S
            if each.at <= place < min(each.end, each.at + max(reach, 1)):
                return True
        return False

    def _for_reader(self, wish: int, now_s: float) -> Segment | None:
        place = self.arrived().missing_from(wish)
        if place >= min(self.end, wish + READ_AHEAD_BYTES) or self._is_near(place, now_s):
            return None
        for each in self.active:
            if each.at <= place < each.end:
                end, each.end = each.end, place
                return self._begin(place, end, now_s)
        end = next(end for start, end in self._free() if start <= place < end)
        return self._begin(place, end, now_s)

    def _share(self, now_s: float) -> Segment | None:
        """The later part of what would take longest, cut so that both end together."""
        speeds = [each.speed(now_s) for each in self.active]
        known = [speed for speed in speeds if speed is not None]
        usual = max(sum(known) / len(known), 1.0) if known else None
        worst: tuple[float, Segment, float] | None = None
        for each, speed in zip(self.active, speeds, strict=True):
            if usual is None or speed is None:
                is_worth_it, share = each.left >= MIN_UNMEASURED_BYTES, 0.5
                left_s = each.left / (usual or 1.0)
            else:
                left_s = each.left / max(speed, 1.0)
                is_worth_it, share = left_s >= MIN_LEFT_S, usual / (usual + speed)
            if is_worth_it and (worst is None or left_s > worst[0]):
                worst = (left_s, each, share)
        if worst is None:
            return None
        _, slowest, share = worst
        stolen = int(slowest.left * share)
        if slowest.left - stolen < MIN_SHARE_BYTES:
            stolen = slowest.left
        if stolen < MIN_SHARE_BYTES:
            return None
        end = slowest.end
        slowest.end -= stolen
        return self._begin(slowest.end, end, now_s)

    def _begin(self, start: int, end: int, now_s: float) -> Segment:
        segment = Segment(start, start, end, now_s)
        self.active.append(segment)
        return segment
