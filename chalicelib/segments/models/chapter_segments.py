"""
Reads segments from the names of chapters. No I/O.

A name counts as a whole ("Opening Credits"), not as a part of another one ("The Opening of the
Gate"), apart from a few beginnings of sentences ("Previously on …").
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chalicelib.segments.models import MediaSegment, SegmentKind
from chalicelib.segments.models.chapter_names import BEGINNINGS, COLD_OPENS, NAMES

#: Raised with every change of what chapters mean: stored ones are read again.
CHAPTER_RULE = 1

#: Longer chapters of that name are scenes.
MAX_LENGTH_S = {
    SegmentKind.INTRO: 240.0,
    SegmentKind.RECAP: 300.0,
    SegmentKind.CREDITS: 1500.0,
    SegmentKind.PREVIEW: 240.0,
}

#: How long an opening usually is: a name that is used twice is the one that is.
USUAL_INTRO_S = (20.0, 150.0)
ADJACENT_S = 1.0

NUMBER = re.compile(
    r"^(?:(?:chapter|kapitel|chapitre|capitulo|capitolo|hoofdstuk|rozdzial|kapitola|глава|scene|part"
    r"|第)?\s*\d+\s*(?:章)?\s+)|\s+\d+$"
)


@dataclass(frozen=True, slots=True)
class NamedChapter:
    start_s: float
    title: str


@dataclass(frozen=True, slots=True)
class FileChapters:
    """The chapters of a file as they are stored."""

    item_id: UUID
    duration_seconds: int
    starts_ms: list[int]
    titles: list[str]

    @property
    def chapters(self) -> list[NamedChapter]:
        stored = zip(self.starts_ms, self.titles, strict=True)
        return [NamedChapter(start_ms / 1000, title) for start_ms, title in stored]


def segments_of(chapters: Sequence[NamedChapter], duration_s: float) -> list[MediaSegment]:
    """
    The segments that chapters name, at most one of each kind, in the order of their kinds.

    A chapter ends where the next one begins. Intro and recap are in the first half of a file,
    credits and preview in the second: of several credits the first, after which nothing of the
    story is expected. Of several openings see `_opening`.
    """
    ordered = sorted(chapters, key=lambda chapter: chapter.start_s)
    ends = [*(chapter.start_s for chapter in ordered[1:]), duration_s]
    found: dict[SegmentKind, MediaSegment] = {}
    openings: list[IntroChapter] = []
    for chapter, end_s in zip(ordered, ends, strict=False):  # no chapters, one end
        kind = _kind_of(chapter.title, is_late=chapter.start_s >= duration_s / 2)
        length_s = end_s - chapter.start_s
        if kind is None or not 1 <= length_s <= MAX_LENGTH_S[kind]:
            continue
        if kind is SegmentKind.INTRO:
            is_cold_open = _folded(chapter.title) in _COLD_OPENS
            openings.append(IntroChapter(chapter.start_s, end_s, may_be_story=is_cold_open))
        elif kind not in found:
            found[kind] = MediaSegment(kind=kind, start_seconds=chapter.start_s, end_seconds=end_s)
    if openings:
        opening = _opening(openings)
        found[SegmentKind.INTRO] = MediaSegment(
            kind=SegmentKind.INTRO, start_seconds=opening.start_s, end_seconds=opening.end_s
        )
    return [found[kind] for kind in SegmentKind if kind in found]


@dataclass(frozen=True, slots=True)
class IntroChapter:
    start_s: float
    end_s: float
    #: Beside an "Opening", a chapter "Intro" may be the scene before it.
    may_be_story: bool

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def is_usual(self) -> bool:
        shortest_s, longest_s = USUAL_INTRO_S
        return shortest_s <= self.length_s <= longest_s


def _opening(openings: Sequence[IntroChapter]) -> IntroChapter:
    """
    What is skipped of several chapters in order: those that follow each other as one, the title
    card after the theme as well. A long "Intro" in front of an "Opening" is a scene of the story
    and stays. Of several that are left the one as long as openings are, then the first.
    """
    joined: list[IntroChapter] = []
    for each in openings:
        last = joined[-1] if joined else None
        if (
            last is not None
            and each.start_s - last.end_s <= ADJACENT_S
            and each.end_s - last.start_s <= MAX_LENGTH_S[SegmentKind.INTRO]
            and not (last.may_be_story and last.is_usual and not each.may_be_story)
        ):
            both_may = last.may_be_story and each.may_be_story
            joined[-1] = IntroChapter(last.start_s, each.end_s, may_be_story=both_may)
        else:
            joined.append(each)
    return min(joined, key=lambda one: (not one.is_usual, one.may_be_story, one.start_s))


def _kind_of(title: str, *, is_late: bool) -> SegmentKind | None:
    """The kind of segment that a chapter of this name is in the first or second half of a file."""
    name = _folded(title)
    for kind in LATE if is_late else EARLY:
        if name in _NAMES[kind] or name.startswith(_BEGINNINGS[kind]):
            return kind
    return None


def _folded(title: str) -> str:
    """Without accents, case, punctuation and the number of the chapter."""
    plain = "".join(
        char for char in unicodedata.normalize("NFKD", title) if not unicodedata.combining(char)
    )
    words = re.sub(r"[\W_]+", " ", plain.casefold().replace("ł", "l")).strip()
    return NUMBER.sub("", NUMBER.sub("", words)).strip()


_COLD_OPENS = frozenset(_folded(name) for name in COLD_OPENS)
EARLY = (SegmentKind.INTRO, SegmentKind.RECAP)
LATE = (SegmentKind.CREDITS, SegmentKind.PREVIEW)
_NAMES = {
    kind: frozenset(_folded(name) for line in names.split("\n") for name in line.split("|")) - {""}
    for kind, names in NAMES.items()
}
_BEGINNINGS = {
    kind: tuple(f"{_folded(words)} " for words in BEGINNINGS.get(kind, ())) for kind in SegmentKind
}
