"""
The last tier of the search: names that are nearly the query, when no name matches it.

One word may be left out, and each of the others may have errors: one in a word of up to five
letters, two in a longer one. Not both where the word left out is the larger part of the query:
"breaking bed" does not mean "ben".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.catalog.service import query_parsing
from chalicelib.catalog.service.query_parsing import NormalizedQuery
from chalicelib.catalog.store import search
from chalicelib.catalog.store.search import Hit, IndexedName
from chalicelib.platform.db import Connection

MAX_WORDS = 8
MIN_LETTERS = 4
MAX_NEAR = 20  # results
MIN_LENGTH_FOR_TWO_EDITS = 6  # letters
EDIT_PENALTY, LEFT_OUT_PENALTY = 150, 400
NEAR_WHOLE_BONUS, WORDS_ONLY_BONUS = 600, 100


@dataclass(frozen=True, slots=True)
class NearMatch:
    """A name, the query in its words, and how far they are apart."""

    name: IndexedName
    text: str
    edits: int
    left_out: int  # words of the query that are not in the name

    @property
    def score(self) -> int:
        size = len(self.text.replace(" ", ""))
        is_whole = abs(len(self.name.name.replace(" ", "")) - size) <= 1 and not self.left_out
        return (
            self.name.weight
            - EDIT_PENALTY * self.edits
            - LEFT_OUT_PENALTY * self.left_out
            + (NEAR_WHOLE_BONUS if is_whole else WORDS_ONLY_BONUS)
        )


def find(
    conn: Connection, query: NormalizedQuery, kinds: Sequence[str]
) -> tuple[list[Hit], str | None]:
    """The nearest names, best first, and the query in the words of the first."""
    words = list(dict.fromkeys(query.required_words))
    if len(words) > MAX_WORDS or len(query.squeezed) < MIN_LETTERS:
        return [], None
    names = search.match_relaxed(
        conn,
        words=words,
        terms=[query_parsing.any_word([word]) for word in words],
        squeezed=query.squeezed,
        kinds=kinds,
    )
    matches = [match for name in names if (match := _compare(query, name)) is not None]
    fewest = min((match.left_out for match in matches), default=0)
    matches = [match for match in matches if match.left_out == fewest]
    matches.sort(key=lambda match: (-match.score, match.name.id))
    hits = [(match.name.kind, match.name.id, match.score) for match in matches[:MAX_NEAR]]
    return hits, matches[0].text if matches else None


def _compare(query: NormalizedQuery, name: IndexedName) -> NearMatch | None:
    """None for a name that too few words of the query are in."""
    name_words = f"{name.name} {name.also or ''}".split()
    required = query.required_words
    text, edits, left_out = [], 0, []
    for word in query.words:
        counterpart, distance = _nearest(word, name_words)
        if counterpart is not None:
            text.append(counterpart)
            edits += distance
        elif word in required:
            left_out.append(word)
    if len(left_out) > 1 or len(left_out) == len(required):
        return None
    if edits and 2 * len("".join(left_out)) > len("".join(required)):
        return None
    return NearMatch(name, " ".join(text), edits, len(left_out))


def _nearest(word: str, name_words: Sequence[str]) -> tuple[str | None, int]:
    """The word of a name that is most like `word`, and the number of edits between them."""
    allowed = 2 if len(word) >= MIN_LENGTH_FOR_TWO_EDITS else 1
    spellings = query_parsing.SPELLINGS.get(word, (word,))
    letters = set(word)
    best, fewest = None, allowed + 1
    for other in name_words:
        if other in spellings:
            return other, 0
        if len(letters.symmetric_difference(other)) > 2 * allowed:
            continue  # each edit changes at most two letters of the set
        edits = query_parsing.edit_distance(word, other, allowed)
        if edits < fewest and edits < max(len(word), len(other)):
            best, fewest = other, edits
    return best, fewest
