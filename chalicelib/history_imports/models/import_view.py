"""An import as a person sees it, made of its row and its counts. No I/O."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from chalicelib.history_imports.models import (
    BUSY,
    HistoryImport,
    ImportState,
    KindCounts,
    TitleMatch,
)
from chalicelib.history_imports.models.import_entries import EntryKind
from chalicelib.history_imports.models.import_rows import ImportRow, OutcomeCount, TitleCount

MIN_ELAPSED_S = 1.0  # before that a rate says nothing


def view(
    row: ImportRow,
    by_outcome: Iterable[OutcomeCount],
    by_match: Iterable[TitleCount],
    now: datetime,
) -> HistoryImport:
    """`by_outcome` and `by_match` may contain counts of other imports."""
    counts: Counter[tuple[EntryKind, str]] = Counter()
    for each in by_outcome:
        if each.import_id == row.id:
            counts[EntryKind(each.kind), each.outcome] += each.count
    titles = {TitleMatch(each.match): each.count for each in by_match if each.import_id == row.id}
    rate = _rate(row, now)
    left = None if row.rows_total is None else max(row.rows_total - row.rows_done, 0)
    is_idle = row.state not in BUSY
    has_applied = any(outcome == "applied" for _, outcome in counts)
    is_read = row.rows_total is not None
    return HistoryImport(
        id=row.id,
        file_name=row.file_name,
        size_bytes=row.size_bytes,
        received_bytes=row.received_bytes,
        format=row.format,
        state=row.state,
        message=row.message,
        rows_done=row.rows_done,
        rows_total=row.rows_total,
        rows_per_second=rate,
        seconds_left=round(left / rate) if rate and left is not None else None,
        counts=[_kind_counts(kind, counts) for kind in EntryKind if _is_listed(kind, counts)],
        uncertain_titles=titles.get(TitleMatch.UNCERTAIN, 0),
        missing_titles=titles.get(TitleMatch.NONE, 0),
        can_apply=is_read
        and row.state in (ImportState.READY, ImportState.APPLIED, ImportState.FAILED)
        and any(outcome == "new" for _, outcome in counts),
        can_undo=is_idle and has_applied,
        created_at=row.created_at,
        applied_at=row.applied_at,
    )


def _rate(row: ImportRow, now: datetime) -> float | None:
    """Rows per second of the present state; None while it cannot be told."""
    elapsed_s = (now - row.state_since).total_seconds()
    if row.state not in BUSY or row.rows_done == 0 or elapsed_s < MIN_ELAPSED_S:
        return None
    return round(row.rows_done / elapsed_s, 1)


def _is_listed(kind: EntryKind, counts: Counter[tuple[EntryKind, str]]) -> bool:
    return any(each == kind for each, _ in counts)


def _kind_counts(kind: EntryKind, counts: Counter[tuple[EntryKind, str]]) -> KindCounts:
    return KindCounts(
        kind=kind,
        new=counts[kind, "new"],
        there=counts[kind, "there"],
        uncertain=counts[kind, "uncertain"],
        missing=counts[kind, "missing"] + counts[kind, "no_episode"],
        skipped=counts[kind, "skipped"],
        unsupported=counts[kind, "unsupported"],
        broken=counts[kind, "invalid"],
        applied=counts[kind, "applied"],
        undone=counts[kind, "undone"],
        kept=counts[kind, "kept"],
    )
