"""How likely a subtitle of a source fits a file, and why. Pure."""

import math
from collections.abc import Iterator, Sequence

from chalicelib.providers.opensubtitles import ListedSubtitle, SubtitleFeature
from chalicelib.subtitles.models.languages import (
    is_same_language,
    language_name,
    normalize_language,
)
from chalicelib.subtitles.models.tasks import (
    MAX_FOUND,
    FoundSubtitle,
    ScorePart,
    VideoFacts,
)
from worker.names.reader import read_release
from worker.names.release import Release

#: Of a subtitle that was made for this very file, nothing else says more about its times.
HASH = 70
TITLE = 20
GROUP = 30
SOURCE = 15
OTHER_SOURCE = -10
EDITION = -15
TRUSTED = 5
MAX_DIGITS = 15
MAX_POPULAR = 5  # for ten thousand downloads and more
MACHINE = -40
FORCED = -20
#: Sources of one kind of picture: their times are mostly the same.
FAMILY = frozenset({"WEB-DL", "WEBRip"})


def rank(
    listed: Sequence[ListedSubtitle], facts: VideoFacts, languages: Sequence[str]
) -> list[FoundSubtitle]:
    """The subtitles of this video: by the order of `languages`, then the best ones first."""
    release = read_release(facts.file_name)
    found = [
        each
        for one in listed
        if (each := _found(one, facts, release)) is not None
        and any(is_same_language(each.language, wanted) for wanted in languages)
    ]

    def order(one: FoundSubtitle) -> tuple[int, int, int]:
        place = next(
            number
            for number, wanted in enumerate(languages)
            if is_same_language(one.language, wanted)
        )
        return place, -one.score, -one.downloads

    return sorted(found, key=order)[:MAX_FOUND]


def _found(one: ListedSubtitle, facts: VideoFacts, release: Release) -> FoundSubtitle | None:
    """None for a subtitle in several files, and for one of another title."""
    if len(one.files) != 1 or (_is_other_title(one.feature, facts) and not one.is_hash_match):
        return None
    language = normalize_language(one.language)
    if not language:
        return None
    name = one.release or one.files[0].name
    parts = list(_parts(one, facts, release, read_release(name)))
    return FoundSubtitle(
        file_id=one.files[0].id,
        language=language,
        language_name=language_name(language),
        release=name[:300],
        is_sdh=bool(one.is_sdh),
        is_forced=bool(one.is_forced),
        is_machine_translated=bool(one.is_machine_translated or one.is_ai_translated),
        downloads=one.downloads or 0,
        score=max(0, min(100, sum(part.points for part in parts))),
        parts=parts,
    )


def _parts(
    one: ListedSubtitle, facts: VideoFacts, ours: Release, theirs: Release
) -> Iterator[ScorePart]:
    if one.is_hash_match:
        yield ScorePart(code="hash", text="Made for this very file", points=HASH)
    if _is_same_title(one.feature, facts):
        yield ScorePart(code="title", text="Same title", points=TITLE)
    yield from _release_parts(ours, theirs, is_certain=bool(one.is_hash_match))
    if one.is_trusted:
        yield ScorePart(code="trusted", text="Trusted uploader", points=TRUSTED)
    popular = min(MAX_POPULAR, round(math.log10((one.downloads or 0) + 1) * MAX_POPULAR / 4))
    if popular > 0:
        text = f"{one.downloads:,} downloads"
        yield ScorePart(code="popular", text=text, points=popular)
    if one.is_machine_translated or one.is_ai_translated:
        yield ScorePart(code="machine", text="Translated by a machine", points=MACHINE)
    if one.is_forced:
        yield ScorePart(code="forced", text="Only foreign parts", points=FORCED)
    if one.is_sdh:
        yield ScorePart(code="sdh", text="With sounds, for the deaf", points=0)


def _release_parts(ours: Release, theirs: Release, *, is_certain: bool) -> Iterator[ScorePart]:
    """What the names say; nothing against a subtitle that is certain to fit."""
    if ours.group and theirs.group and ours.group.lower() == theirs.group.lower():
        yield ScorePart(code="group", text=f"Same release, {ours.group}", points=GROUP)
    if ours.source and theirs.source:
        if _is_same_source(ours.source, theirs.source):
            yield ScorePart(code="source", text=f"Same source, {ours.source}", points=SOURCE)
        elif not is_certain:
            text = f"Another source, {theirs.source}"
            yield ScorePart(code="other_source", text=text, points=OTHER_SOURCE)
    if set(ours.edition) != set(theirs.edition) and not is_certain:
        yield ScorePart(code="edition", text="Another cut", points=EDITION)


def _is_same_title(feature: SubtitleFeature | None, facts: VideoFacts) -> bool:
    return feature is not None and facts.title is not None and not _is_other_title(feature, facts)


def _is_other_title(feature: SubtitleFeature | None, facts: VideoFacts) -> bool:
    """By its ids and numbers, as far as both sides know them."""
    if feature is None:
        return False
    is_episode = facts.episode_number is not None
    ids = (
        (feature.show_tmdb_id if is_episode else feature.tmdb_id, facts.tmdb_id),
        (feature.show_imdb_id if is_episode else feature.imdb_id, facts.imdb_id),
    )
    known = [(theirs, number_of(ours)) for theirs, ours in ids if theirs and number_of(ours)]
    if known and all(theirs != ours for theirs, ours in known):
        return True
    if not is_episode:
        return False
    numbers = (feature.season_number, feature.episode_number)
    return None not in numbers and numbers != (facts.season_number, facts.episode_number)


def number_of(external_id: str | None) -> int | None:
    """`tt0017136` is 17136."""
    digits = (external_id or "").removeprefix("tt")
    return int(digits) if digits.isdecimal() and len(digits) <= MAX_DIGITS else None


def _is_same_source(one: str, other: str) -> bool:
    return one == other or {one, other} <= FAMILY
