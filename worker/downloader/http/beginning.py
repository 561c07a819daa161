"""
The first question of a go, and what its answer means for what is here already.

With a validator the server tells whether the rest fits (If-Range, RFC 9110 13.1.5); without one,
a piece of what is here is asked for again and compared.
"""

from dataclasses import dataclass

from worker.downloader.engine import TaskFailed
from worker.downloader.http import headers as heads
from worker.downloader.http.board import ENDLESS
from worker.downloader.http.faults import PARTIAL, RANGE_NOT_SATISFIABLE
from worker.downloader.http.part import Note, PartFile
from worker.downloader.http.ranges import Ranges
from worker.net.http_client import StreamedResponse

OVERLAP_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Begin:
    """Where the answer's first byte belongs, and up to where it is compared with what is here."""

    at: int
    compare_to: int = 0
    is_whole: bool = False  # nothing is missing; the answer has no body
    may_jump: bool = False  # any part of this very file can be had


def question(part: PartFile) -> tuple[int, dict[str, str]]:
    """From which byte to ask, and the headers that ask for it."""
    note, here = part.note, part.here
    if not here.size:
        return 0, {}
    if note.validator:
        whole = ENDLESS if note.total is None else note.total
        # When everything is here: is it still the same?
        at, end = next(here.gaps(whole), (max(whole - 1, 0), whole))
        last = end - 1 if end < here.end else ""
        return at, {"Range": f"bytes={at}-{last}", "If-Range": note.validator}
    at = max(here.prefix - OVERLAP_BYTES, 0)
    return at, {"Range": f"bytes={at}-"}


def refuse_what_is_no_file(answer: StreamedResponse, name: str) -> None:
    """Raises `TaskFailed`."""
    if heads.is_page(answer.headers, answer.target.path):
        raise TaskFailed("not_a_file", "This is a web page, not a file.")
    if heads.is_packed(answer.headers, name):
        raise TaskFailed(
            "packed", "The source sends this file only packed, which we did not ask for."
        )


def begin(part: PartFile, answer: StreamedResponse, asked_from: int, title: str) -> Begin | None:
    """
    Fit an answer to what is here, and describe the file in its note.

    None when they do not fit and the answer cannot be used either: ask again from the front.
    Raises `TaskFailed` and `OSError`.
    """
    known, headers = part.note, answer.headers
    if answer.status == RANGE_NOT_SATISFIABLE:
        said = heads.content_range(headers)
        is_whole = said is not None and said.total == part.here.prefix == known.total
        return Begin(known.total or 0, is_whole=True) if is_whole and known.total else None
    name = known.name or heads.file_name(headers, answer.target.path, title)
    refuse_what_is_no_file(answer, name)
    new = heads.validator(headers)
    if answer.status == PARTIAL:
        total = _rest_fits(known, answer, asked_from, new)
        if total is None:
            return None
        at, is_same = asked_from, bool(known.validator)
    else:
        total, at = heads.content_length(headers), 0
        is_same = bool(known.validator) and (known.validator, known.total) == (new, total)
        has_changed = bool(known.validator and new) or known.total != total
        if not is_same and has_changed:
            part.restart()
            known, name = Note(), heads.file_name(headers, answer.target.path, title)
    if not is_same:
        part.here.cut(part.here.prefix)  # nothing else can be compared
    validator = new or (known.validator if is_same else "")
    digest = heads.digest(headers, answer.status) or (known.digest if is_same else "")
    part.describe(name=name, total=total, validator=validator, digest=digest)
    return Begin(
        at,
        compare_to=0 if is_same else part.here.prefix,
        may_jump=bool(validator)
        and total is not None
        and (answer.status == PARTIAL or heads.takes_ranges(headers)),
    )


def _rest_fits(known: Note, answer: StreamedResponse, asked_from: int, new: str) -> int | None:
    """The length of the whole when a partial answer goes on with what we have; else None."""
    said = heads.content_range(answer.headers)
    if said is None or said.first != asked_from or said.total is None:
        return None
    is_other = bool(known.validator) and new not in ("", known.validator)
    return None if is_other or known.total not in (None, said.total) else said.total


def differs(part: PartFile, begun: Begin, line_at: int) -> bool:
    """
    After a comparison that failed at `line_at`: whether the answer is of no use.

    One that began at the front is: what was read of it is here now, in place of what was.
    """
    if begun.at:
        return True
    part.here = Ranges([(0, line_at)])
    return False
