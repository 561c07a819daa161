"""Groups the files of a film that is in several: which part of which copy each of them is."""

from dataclasses import dataclass, replace

from chalicelib.library.models.matching import MatchResult, MatchState
from worker.names.film_parts import find_film_part
from worker.names.release import Release
from worker.scanner import discs


@dataclass(frozen=True, slots=True)
class NumberedPart:
    number: int
    copy: str  # the same for all parts of one copy of a film


def part_of(path: str, release: Release) -> NumberedPart | None:
    """The part that a path says; None for a whole film."""
    folder, _, name = path.rpartition("/")
    dvd_part = discs.dvd_part(path)
    if dvd_part is not None:
        return NumberedPart(dvd_part, f"{folder}/#")
    if release.part is None:
        return None
    stem = name.rpartition(".")[0]
    found = find_film_part(stem)
    if found is None:  # the folder says it
        return NumberedPart(release.part, f"{folder.rpartition('/')[0]}/#")
    return NumberedPart(release.part, f"{folder}/{stem[: found.start]}#{stem[found.end :]}")


def with_part(result: MatchResult, path: str, release: Release) -> MatchResult:
    """The match of a film with its part."""
    if result.match_state != MatchState.MATCHED or result.episode_id is not None:
        return result
    part = part_of(path, release)
    if part is None:
        return result
    return replace(result, part_number=part.number, part_set=part.copy)
