"""Words of a search, before the database sees them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.catalog.models import understand

#: Words that a name may have more or fewer of; they are looked for only when there are no others.
LITTLE = frozenset(("the", "a", "an", "of", "and", "le", "la", "les", "el", "los", "il", "der"))
ARTICLES = ("the", "a", "an")
NUMBERS = (
    ("1", "one"),
    ("2", "ii", "two"),
    ("3", "iii", "three"),
    ("4", "iv", "four"),
    ("5", "v", "five"),
    ("6", "vi", "six"),
    ("7", "vii", "seven"),
    ("8", "viii", "eight"),
    ("9", "ix", "nine"),
    ("10", "ten"),
    ("11", "eleven"),
    ("12", "twelve"),
    ("13", "thirteen"),
)
SAME_NUMBER = {spelling: group for group in NUMBERS for spelling in group}

#: Small Latin letters without their accents, as the database takes them off, and apostrophes.
LATIN = {
    letter: plain
    for letter in range(0xDF, 0x180)
    if (
        plain := "".join(
            part
            for part in unicodedata.normalize("NFD", chr(letter))
            if not unicodedata.combining(part)
        )
    ).isascii()
    and plain.islower()
} | str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "\u2019": "'"})

ABBREVIATION = re.compile(r"(?<!\w)([a-z])\.(?=[a-z](?!\w))", re.ASCII)
NO_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search in the form names have in the database."""

    name: str  # words with one space between them
    year: int | None = None  # what stood at the end, if it is not part of `name`

    @property
    def squeezed(self) -> str:
        return self.name.replace(" ", "")

    @property
    def bare(self) -> str:
        """Squeezed, without an article at the beginning."""
        first, _, rest = self.name.partition(" ")
        return (rest if rest and first in ARTICLES else self.name).replace(" ", "")

    @property
    def exact(self) -> list[str]:
        """What a name that is all of this is squeezed to: `bare`, and with each article."""
        bare = self.bare
        return [bare, *(article + bare for article in ARTICLES)]

    @property
    def words(self) -> list[str]:
        return self.name.split()

    @property
    def telling(self) -> list[str]:
        """The words a name has to have: all but the little ones, if that leaves any."""
        return [word for word in self.words if word not in LITTLE] or self.words


def ascii_name(text: str) -> str:
    """What `search_name` in the database makes of ASCII, without a way there and back."""
    joined = text.lower().replace("`", "").replace("'", "")
    return NO_LETTERS.sub(" ", ABBREVIATION.sub(r"\1", joined)).strip()


def plain_name(text: str) -> str | None:
    """What `search_name` makes of Latin letters; None when only the database knows."""
    plain = text if text.isascii() else text.translate(LATIN)
    return ascii_name(plain) if plain.isascii() else None


def normal(typed: str) -> str:
    """
    What was typed, so that searches with the same answer are the same text.

    Letters beyond the Latin ones are left to the database.
    """
    text = understand(typed).text
    name = plain_name(text)
    return text if name is None else name


def every(words: Sequence[str], *, last_begins: bool) -> str | None:
    """The tsquery for names with all of `words`, of which the last may only begin so."""
    return every_of([[word] for word in words], last_begins=last_begins)


def every_of(options: Sequence[Sequence[str]], *, last_begins: bool) -> str | None:
    """The same with one word of each of `options`. None when there are no words at all."""
    end = len(options) - 1
    parts = [
        either(words, begins=last_begins and place == end) for place, words in enumerate(options)
    ]
    return " & ".join(parts) or None


def either(words: Sequence[str], *, begins: bool = False) -> str:
    """A part of a tsquery: any of `words`, a small number in all of its spellings."""
    spellings = dict.fromkeys(
        spelling for word in words for spelling in SAME_NUMBER.get(word, (word,))
    )
    quoted = [f"'{word}':*" if begins else f"'{word}'" for word in spellings]
    return f"({' | '.join(quoted)})"


def edits(one: str, other: str, most: int) -> int:
    """
    Letters to insert, leave out, replace or swap with their neighbour; more than `most` is
    `most + 1`. (Optimal string alignment.)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [0], list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, above, row = row, before, [i]
        for j, its in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
