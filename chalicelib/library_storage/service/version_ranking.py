"""Which version of a film or an episode is the best, and why. No I/O."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from chalicelib.catalog.models import MediaCard, episode_label
from chalicelib.library.models.disc_paths import file_name_of
from chalicelib.library_storage.models import DuplicateGroup, DuplicateVersion, VersionRow

KILO = 1000


def group_versions(
    rows: Sequence[VersionRow], cards: Mapping[int, MediaCard]
) -> list[DuplicateGroup]:
    """
    Films and episodes with several versions, each with its best one first.

    Two editions of a film are two films. Nothing is compared with a file that holds several
    episodes: each of them may be the only one of its kind.
    """

    def key(row: VersionRow) -> tuple[int, int, int, str]:
        return (row.media_id, row.season_number or 0, row.episode_number or 0, row.edition)

    episodes_of_file: dict[object, set[int | None]] = {}
    for row in rows:
        for item_id in row.library_item_ids:
            episodes_of_file.setdefault(item_id, set()).add(row.episode_id)
    single = [
        row
        for row in rows
        if all(len(episodes_of_file[item_id]) == 1 for item_id in row.library_item_ids)
    ]
    groups = []
    for (media_id, *_), found in groupby(sorted(single, key=key), key=key):
        versions = sorted(found, key=rank_of, reverse=True)
        if len(versions) > 1 and media_id in cards:
            groups.append(_group(cards[media_id], versions))
    return groups


def rank_of(row: VersionRow) -> tuple[int | float, ...]:
    """Complete, of the right length, the best picture, the best sound, no conversion, most bits."""
    return (
        not row.is_missing,
        row.right_length,
        row.picture_lines,
        bool(row.hdr),
        row.channels,
        row.plays_directly,
        _kbps(row),
    )


def _group(card: MediaCard, versions: Sequence[VersionRow]) -> DuplicateGroup:
    best, second = versions[0], versions[1]
    label = None
    if best.season_number is not None and best.episode_number is not None:
        label = episode_label(best.season_number, best.episode_number)
    return DuplicateGroup(
        media=card,
        episode_label=label,
        edition=best.edition,
        is_playing=any(row.is_playing for row in versions),
        spare_bytes=sum(row.size_bytes for row in versions[1:]),
        versions=[
            DuplicateVersion(
                **{
                    name: getattr(row, name)
                    for name in DuplicateVersion.model_fields
                    if name not in ("file_name", "is_best", "reasons")
                },
                file_name=file_name_of(row.absolute_path),
                is_best=row is best,
                reasons=list(_reasons(best, second)) if row is best else [],
            )
            for row in versions
        ],
    )


def _reasons(best: VersionRow, second: VersionRow) -> Iterator[str]:
    """What decides between the best version and the next one, for people."""
    if second.is_missing and not best.is_missing:
        yield "Parts of the other are missing"
    if best.right_length > second.right_length:
        yield "The right length"
    if best.picture_lines > second.picture_lines:
        yield f"{best.resolution_label} instead of {second.resolution_label or 'unknown'}"
    if best.hdr and not second.hdr:
        yield "HDR"
    if best.channels > second.channels:
        yield "More channels of sound"
    if best.plays_directly and not second.plays_directly:
        yield "Plays without conversion"
    if best.picture_lines == second.picture_lines and _kbps(best) > _kbps(second):
        yield "More detail for its length"
    if rank_of(best) == rank_of(second):
        yield "Both are alike"


def _kbps(row: VersionRow) -> float:
    return row.size_bytes * 8 / KILO / max(row.duration_seconds, 1)
