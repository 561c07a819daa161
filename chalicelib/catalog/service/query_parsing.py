"""Parsing and normalisation of search queries, and their tsqueries."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.catalog.models.search import parse_query

#: Words that a name may have or lack; they are searched only when the query has no others.
STOP_WORDS = frozenset(("the", "a", "an", "of", "and", "le", "la", "les", "el", "los", "il", "der"))
ARTICLES = ("the", "a", "an")
#: Words of one meaning: numbers, and titles that are often abbreviated.
SYNONYMS = (
    ("1", "one"),
    ("2", "ii", "two"),
    ("3", "iii", "three"),
    ("4", "iv", "four"),
    ("5", "v", "five"),
    ("6", "vi", "six"),
    ("7", "vii", "seven", "se7en"),
    ("8", "viii", "eight"),
    ("9", "ix", "nine"),
    ("10", "ten"),
    ("11", "xi", "eleven"),
    ("12", "xii", "twelve"),
    ("13", "xiii", "thirteen"),
    ("14", "xiv", "fourteen"),
    ("15", "xv", "fifteen"),
    ("16", "xvi", "sixteen"),
    ("17", "xvii", "seventeen"),
    ("18", "xviii", "eighteen"),
    ("19", "xix", "nineteen"),
    ("20", "xx", "twenty"),
    ("30", "thirty"),
    ("40", "forty"),
    ("50", "fifty"),
    ("60", "sixty"),
    ("70", "seventy"),
    ("80", "eighty"),
    ("90", "ninety"),
    ("dr", "doctor"),
    ("mr", "mister"),
    ("st", "saint"),
    ("vs", "versus"),
    ("pt", "part"),
    ("vol", "volume"),
    ("bros", "brothers"),
)
#: Numbers of sequels, in all of their spellings.
PART_NUMBERS = frozenset(spelling for group in SYNONYMS[1:20] for spelling in group)
SPELLINGS = {spelling: group for group in SYNONYMS for spelling in group}

#: Lower-case Latin letters without accents, as `unaccent` in the database maps them; apostrophes.
LATIN_TO_ASCII = {
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
SEPARATORS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class NormalizedQuery:
    """A search query in the form that names have in the search index."""

    name: str  # words separated by single spaces
    year: int | None = None  # a year at the end that is not part of `name`

    @property
    def squeezed(self) -> str:
        return self.name.replace(" ", "")

    @property
    def bare(self) -> str:
        """Squeezed, without a leading article."""
        first, _, rest = self.name.partition(" ")
        return (rest if rest and first in ARTICLES else self.name).replace(" ", "")

    @property
    def exact(self) -> list[str]:
        """The squeezed forms of a name equal to the query: `bare`, and with each article."""
        bare = self.bare
        return [bare, *(article + bare for article in ARTICLES)]

    @property
    def words(self) -> list[str]:
        return self.name.split()

    @property
    def required_words(self) -> list[str]:
        """The words a name must contain: all but the stop words, if there are others."""
        return [word for word in self.words if word not in STOP_WORDS] or self.words


def normalize_ascii(text: str) -> str:
    """The same as `search_name` in the database, for ASCII, without a round trip."""
    joined = text.lower().replace("`", "").replace("'", "")
    return SEPARATORS.sub(" ", ABBREVIATION.sub(r"\1", joined)).strip()


def normalize_latin(text: str) -> str | None:
    """The same as `search_name`, for Latin letters; None when only the database can tell."""
    plain = text if text.isascii() else text.translate(LATIN_TO_ASCII)
    return normalize_ascii(plain) if plain.isascii() else None


def normalize(typed: str) -> str:
    """
    One text for all queries with the same results, as a cache key.

    Letters beyond Latin are left to the database.
    """
    text = parse_query(typed).text
    name = normalize_latin(text)
    return text if name is None else name


def all_words(words: Sequence[str], *, last_is_prefix: bool) -> str | None:
    """The tsquery for names with all of `words`, of which the last may be a prefix."""
    return all_of_options([[word] for word in words], last_is_prefix=last_is_prefix)


def all_of_options(options: Sequence[Sequence[str]], *, last_is_prefix: bool) -> str | None:
    """The same with one word of each of `options`. None without words."""
    end = len(options) - 1
    parts = [
        any_word(words, is_prefix=last_is_prefix and place == end)
        for place, words in enumerate(options)
    ]
    return " & ".join(parts) or None


def any_word(words: Sequence[str], *, is_prefix: bool = False) -> str:
    """A part of a tsquery: any of `words`, each in all of its spellings."""
    spellings = dict.fromkeys(
        spelling for word in words for spelling in SPELLINGS.get(word, (word,))
    )
    quoted = [f"'{word}':*" if is_prefix else f"'{word}'" for word in spellings]
    return f"({' | '.join(quoted)})"


def edit_distance(first: str, second: str, max_edits: int) -> int:
    """
    The optimal string alignment distance: insertions, deletions, substitutions and swaps of
    neighbours. Any distance above `max_edits` is `max_edits + 1`.
    """
    if abs(len(first) - len(second)) > max_edits:
        return max_edits + 1
    before, row = [0], list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        before, above, row = row, before, [i]
        for j, other in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > max_edits:
            return max_edits + 1
    return row[-1]
