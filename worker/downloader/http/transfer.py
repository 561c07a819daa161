"""One download over HTTP: a thread, a connection, and what became of them."""

import errno
import logging
import threading
from dataclasses import replace
from pathlib import Path

from chalicelib.downloads.models import ArrivedFile
from chalicelib.platform.http_client import Answer, CutShort, TooManyRedirects, Unreachable, fetch
from chalicelib.platform.network_guard import BadAddress, BlockedAddress, NetworkGuard
from worker.downloader import disk
from worker.downloader.engine import Fault, OnNews, Phase, Refused, Report, Task
from worker.downloader.http import headers as heads
from worker.downloader.http.part import PartFile, whole_file
from worker.downloader.reader import NotArriving

logger = logging.getLogger(__name__)

OK = 200
PARTIAL = 206
RANGE_NOT_SATISFIABLE = 416
GONE = frozenset({404, 410})
#: Client errors that pass: timeout, too early, too many requests.
PASSING = frozenset({408, 425, 429})
OVERLAP_BYTES = 64 * 1024
ROOM_CHECK_EVERY_BYTES = 32 * 1024 * 1024


class Transfer:
    """Brings one file. Its own thread runs `run`; everybody else asks and tells."""

    def __init__(
        self,
        task: Task,
        guard: NetworkGuard,
        free_bytes: disk.FreeBytes,
        on_news: OnNews,
        after: "Transfer | None" = None,
    ) -> None:
        """`after` is an earlier transfer into the same folder, whose thread may still end."""
        self.task = task
        self._after = after
        self.guard = guard
        self.free_bytes = free_bytes
        self._on_news = on_news
        self._state = threading.Condition()
        self._report = Report(Phase.PREPARING, folder=task.folder)
        self._part: PartFile | None = None
        self._is_paused = False
        self._is_stopped = False
        self._thread = threading.Thread(target=self.run, name=f"http {task.job_id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def report(self) -> Report:
        with self._state:
            return self._report

    def pause(self) -> None:
        with self._state:
            self._is_paused = True

    def resume(self) -> None:
        with self._state:
            self._is_paused = False
            self._state.notify_all()

    def stop(self) -> None:
        """Write nothing any more; the thread ends with its next byte or the source's time-out."""
        with self._state:
            self._is_stopped = True
            self._state.notify_all()

    def release(self) -> None:
        """Close the file of a transfer that is over."""
        with self._state:
            if self._part is not None and self._is_over():
                self._part.close()
                self._part = None

    def join(self, within_s: float | None = None) -> None:
        self._thread.join(within_s)

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def read(self, offset: int, length: int, timeout_s: float) -> bytes:
        """See `InProgressFile.read`."""
        with self._state:
            end = min(offset + length, self._report.bytes_total)
            arrived = self._state.wait_for(
                lambda: self._is_over() or self._report.bytes_done >= end, timeout_s
            )
            if not arrived or self._part is None or self._report.bytes_done < end:
                raise NotArriving
            return self._part.read_at(offset, max(end - offset, 0))

    def run(self) -> None:
        if self._after is not None:
            self._after.join()
            self._after = None
        try:
            self._bring()
        except Refused as refused:
            self._break(refused.fault)
        except (BlockedAddress, BadAddress) as error:
            logger.warning("download refused", extra={"code": error.code})
            self._break(Fault("blocked_address", str(error), may_retry=False))
        except TooManyRedirects as error:
            self._break(Fault("too_many_redirects", str(error), may_retry=False))
        except Unreachable as error:
            self._break(Fault("unreachable", str(error), may_retry=True))
        except OSError as error:
            self._break(self._disk_fault(error))
        except Exception:
            logger.exception("transfer crashed", extra={"job_id": str(self.task.job_id)})
            self._break(Fault("internal", "Something broke on our side.", may_retry=True))
        finally:
            if self.report.phase is not Phase.FINISHED:  # else somebody may be reading
                self.release()

    def _is_over(self) -> bool:
        return self._is_stopped or self._report.phase in (Phase.FINISHED, Phase.BROKEN)

    def _bring(self) -> None:
        folder = self.task.folder
        folder.mkdir(parents=True, exist_ok=True)
        if (found := whole_file(folder)) is not None:
            self._finished(found)
            return
        with self._state:
            self._part = part = PartFile(folder)
        try:
            self._fetch_all(part)
            if not self._is_stopped:
                self._finished(part.settle())
        except Exception:
            if not self._is_stopped:
                part.sync()
            raise

    def _fetch_all(self, part: PartFile) -> None:
        if not self._fetch(part) and not self._fetch(part):
            raise Refused("unreachable", "The source changes all the time.", may_retry=True)

    def _fetch(self, part: PartFile) -> bool:
        """Ask for what is missing. False: what we have is of no use, ask again from the front."""
        asked_from, wanted = resume_headers(part)
        with fetch(self.guard, self.task.source, wanted) as answer:
            self._refuse_bad_status(answer)
            start = self._begin(part, answer, asked_from)
            if start is None:
                part.restart()
                self._update(bytes_done=0)
                return False
            try:
                is_same = start < 0 or self._copy(part, answer, skip=part.size - start)
            except CutShort as error:
                raise mismatch(part) from error
            if not is_same:
                part.restart()
                return False
        if not self._is_stopped and part.note.total not in (None, part.size):
            raise mismatch(part)
        return True

    def _refuse_bad_status(self, answer: Answer) -> None:
        status = answer.status
        if status in (OK, PARTIAL, RANGE_NOT_SATISFIABLE):
            return
        if status in GONE:
            raise Refused("not_found", "The source is not there (any more).", status=status)
        may_retry = status >= 500 or status in PASSING  # noqa: PLR2004  # server errors
        raise Refused(
            "unreachable" if may_retry else "refused",
            f"The source answered {status}.",
            may_retry=may_retry,
            status=status,
        )

    def _begin(self, part: PartFile, answer: Answer, asked_from: int) -> int | None:
        """
        Where in the file the answer's first byte belongs; None when it does not fit what we have.

        -1: everything is here already.
        """
        known = part.note
        if answer.status == RANGE_NOT_SATISFIABLE:
            said = heads.content_range(answer.headers)
            is_whole = said is not None and said.total == part.size == known.total
            return -1 if is_whole and part.size else None
        start, total = 0, heads.content_length(answer.headers)
        if answer.status == PARTIAL:
            said = heads.content_range(answer.headers)
            if said is None or said.first != asked_from:
                return None
            if known.total is not None and said.total != known.total:
                return None
            start, total = asked_from, said.total
        elif part.size:
            part.restart()
        name = known.name if start else ""
        part.describe(
            name or heads.file_name(answer.headers, answer.target.path, self.task.title),
            total,
            heads.validator(answer.headers) or (known.validator if start else ""),
        )
        self._need_room((total or 0) - start)
        self._update(
            phase=Phase.RUNNING, title=part.note.name, bytes_total=total or 0, bytes_done=part.size
        )
        self._on_news()
        return start

    def _copy(self, part: PartFile, answer: Answer, skip: int) -> bool:
        """
        Append the body. Its first `skip` bytes are here already; False when they differ.

        Without a validator this is how a source that has changed shows.
        """
        unchecked = ROOM_CHECK_EVERY_BYTES
        for chunk in answer.chunks():
            if not self._may_write():
                break
            data = chunk
            if skip:
                known = part.read_at(part.size - skip, min(skip, len(data)))
                if known != data[: len(known)]:
                    return False
                skip -= len(known)
                data = data[len(known) :]
            part.append(data)
            self._update(bytes_done=part.size)
            unchecked -= len(data)
            if unchecked <= 0:
                self._need_room(0)
                unchecked = ROOM_CHECK_EVERY_BYTES
        return True

    def _may_write(self) -> bool:
        with self._state:
            self._state.wait_for(lambda: not self._is_paused or self._is_stopped)
            return not self._is_stopped

    def _need_room(self, needed: int) -> None:
        free = self.free_bytes(self.task.folder)
        if free < needed + disk.reserve_bytes(self.task.folder):
            raise Refused(
                "disk_full", "There is not enough room on the disk.", needed=needed, free=free
            )

    def _disk_fault(self, error: OSError) -> Fault:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            left = max(self.report.bytes_total - self.report.bytes_done, 0)
            try:
                free = self.free_bytes(self.task.folder)
            except OSError:
                free = 0
            payload = {"needed": left, "free": free}
            return Fault("disk_full", "There is not enough room on the disk.", False, payload)  # noqa: FBT003
        logger.warning("disk error", extra={"job_id": str(self.task.job_id), "errno": error.errno})
        return Fault("disk_error", "The disk could not be written to.", may_retry=True)

    def _finished(self, path: Path) -> None:
        size = path.stat().st_size
        self._update(
            phase=Phase.FINISHED,
            title=path.name,
            bytes_total=size,
            bytes_done=size,
            files=(ArrivedFile(0, str(path), size),),
        )
        self._on_news()

    def _break(self, fault: Fault) -> None:
        if not self._is_stopped:
            self._update(phase=Phase.BROKEN, fault=fault)
            self._on_news()

    def _update(self, **changes: object) -> None:
        with self._state:
            self._report = replace(self._report, **changes)  # type: ignore[arg-type]
            self._state.notify_all()


def mismatch(part: PartFile) -> Refused:
    """Fewer bytes came than were announced; the rest may come with the next try."""
    return Refused(
        "size_mismatch",
        f"The source ended after {part.size} of {part.note.total} bytes.",
        may_retry=True,
        received=part.size,
        announced=part.note.total,
    )


def resume_headers(part: PartFile) -> tuple[int, dict[str, str]]:
    """
    From which byte to ask, and the headers that ask for it.

    Without a validator a piece of what we have is asked for again, to compare.
    """
    if not part.size:
        return 0, {}
    if part.note.validator:
        return part.size, {"Range": f"bytes={part.size}-", "If-Range": part.note.validator}
    start = max(part.size - OVERLAP_BYTES, 0)
    return start, {"Range": f"bytes={start}-"}
