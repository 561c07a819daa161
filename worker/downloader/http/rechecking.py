"""Comparing what is here with what should be, as far as the source lets us."""

from pathlib import Path

from worker.downloader.http import headers as heads
from worker.downloader.http.errand import House
from worker.downloader.http.faults import PARTIAL
from worker.downloader.http.part import Note, PartFile, load_note
from worker.downloader.http.proof import Proof
from worker.downloader.http.ranges import Ranges
from worker.net.http_client import StreamedResponse, Unreachable, fetch

OK = 200
SAMPLE_BYTES = 64 * 1024
MAX_SAMPLES = 16


class OpenFile:
    """To be hashed."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")

    def read_at(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(length)

    def close(self) -> None:
        self._file.close()


def recheck_whole(house: House, source: str, path: Path, checksum: str | None) -> bool:
    """
    Whether a finished file is right, as far as can be known: by checksum, else as the server says.

    Of a server that does not answer nothing is learned. Raises `BlockedAddress`, `BadAddress`,
    `InterfaceDown` and `OSError`.
    """
    note = load_note(path.parent)
    size = path.stat().st_size
    if wanted := checksum or note.digest:
        file = OpenFile(path)
        try:
            return Proof(wanted).is_right(file, size)
        finally:
            file.close()
    try:
        with fetch(house.guard, source, method="HEAD", route=house.passage.route()) as answer:
            return _is_still(answer, note, size)
    except Unreachable:
        return True


def _is_still(answer: StreamedResponse, note: Note, size: int) -> bool:
    if answer.status != OK:
        return True
    length = heads.content_length(answer.headers)
    new = heads.validator(answer.headers)
    is_other = bool(note.validator and new) and note.validator != new
    return not is_other and length in (None, size)


def recheck_part(house: House, source: str, part: PartFile) -> None:
    """
    Forget what is not as the server has it: samples of each stretch that is here are compared.

    The file may have been cut or changed behind our back. Without a validator nothing is done
    here: the next question compares by itself. Raises as `recheck_whole` does.
    """
    note, here = part.note, part.here
    if not note.validator or not here.size:
        return
    kept = here.copy()
    spans = sorted(here, key=lambda span: span[0] - span[1])[:MAX_SAMPLES]
    try:
        for start, end in spans:
            first = max(end - SAMPLE_BYTES, start)
            wanted = _sample(house, source, note, first, end)
            if wanted is not None and part.read_at(first, end - first) != wanted:
                kept.drop(start, end)
    except Unreachable:
        return
    if kept != here:
        part.save(Ranges(kept))


def _sample(house: House, source: str, note: Note, first: int, end: int) -> bytes | None:
    """None when the server does not give that part of the same file."""
    headers = {"Range": f"bytes={first}-{end - 1}", "If-Range": note.validator}
    with fetch(house.guard, source, headers, route=house.passage.route()) as answer:
        said = heads.content_range(answer.headers)
        if answer.status != PARTIAL or said is None or said.first != first:
            return None
        data = b""
        for chunk in answer.chunks():
            data += chunk
        return data
