"""Line breaks and size of a title, in units of the 400 x 600 poster."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.artwork.generated_poster.glyphs import advance_em, has_glyphs
from chalicelib.artwork.generated_poster.random_stream import SPACES, trim

WIDTH = 344
HEIGHT = 250
LARGEST = 78
SMALLEST = 26
MAX_WORDS = 9
MAX_LINES = 5
LONGEST_WORD = 22
WIDE_PER_LINE = 7

AVERAGE_EM = 0.55  # of letters that the font does not have
#: Kana, Han, Hangul and full-width forms: one em each, and no spaces to break at.
WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U00020000-\U0003fffd]"
)


@dataclass(frozen=True, slots=True)
class SetTitle:
    """`has_glyphs` is false for scripts without outlines; those are set as text."""

    lines: tuple[str, ...]
    size: float
    has_glyphs: bool


def em(line: str) -> float:
    """Width of a line in em, tracking included."""
    return sum(map(_advance, line))


def _advance(character: str) -> float:
    known = advance_em(character)
    if known is not None:
        return known
    return 1 if WIDE.match(character) else AVERAGE_EM


def set_title(title: str) -> SetTitle:
    """The line breaks with the largest font size (26 to 78) and the most even lines."""
    if WIDE.search(title):
        lines = _even_runs(trim(title))
        return SetTitle(lines, _fitted(lines), has_glyphs("".join(lines)))
    words = _words_of(title)
    if len(words) > MAX_WORDS:
        lines = _even_lines(words)
        return SetTitle(
            lines, max(SMALLEST, min(44, WIDTH / _widest(lines))), has_glyphs("".join(lines))
        )
    lines = _best_break(words)
    return SetTitle(lines, _fitted(lines), has_glyphs("".join(lines)))


def _words_of(title: str) -> list[str]:
    words: list[str] = []
    for word in SPACES.split(title):
        if len(word) <= LONGEST_WORD:
            words.append(word)
        else:
            size = math.ceil(len(word) / math.ceil(len(word) / LONGEST_WORD))
            parts = [word[start : start + size] for start in range(0, len(word), size)]
            words += [f"{part}-" for part in parts[:-1]] + parts[-1:]
    return words


def _even_runs(title: str) -> tuple[str, ...]:
    """A title without spaces, cut into lines of similar length."""
    lines = min(MAX_LINES, math.ceil(len(title) / WIDE_PER_LINE))
    size = math.ceil(len(title) / lines)
    return tuple(trim(title[start : start + size]) for start in range(0, len(title), size))


def _even_lines(words: Sequence[str]) -> tuple[str, ...]:
    size = math.ceil(len(words) / MAX_LINES)
    return tuple(" ".join(words[start : start + size]) for start in range(0, len(words), size))


def _best_break(words: Sequence[str]) -> tuple[str, ...]:
    """Every combination of line breaks is tried; fewer lines win a tie."""
    best: tuple[str, ...] = ()
    best_score = -math.inf
    for lines in _breaks(words, 0, ()):
        widths = [em(line) for line in lines]
        rag = max(widths) - min(widths)
        score = _size_of(lines) - rag * 1.5 - len(lines) * 2
        if score > best_score:
            best, best_score = lines, score
    return best


def _breaks(
    words: Sequence[str], following: int, lines: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    if following == len(words):
        yield lines
        return
    if len(lines) > MAX_LINES:
        return
    word = words[following]
    yield from _breaks(words, following + 1, (*lines, word))
    if lines:
        yield from _breaks(words, following + 1, (*lines[:-1], f"{lines[-1]} {word}"))


def _size_of(lines: Sequence[str]) -> float:
    return min(LARGEST, WIDTH / _widest(lines), HEIGHT / (len(lines) * 0.98))


def _fitted(lines: Sequence[str]) -> float:
    return max(SMALLEST, _size_of(lines))


def _widest(lines: Sequence[str]) -> float:
    """Never 0, because it is a divisor: a title may be empty."""
    return max(0.001, *(em(line) for line in lines))
