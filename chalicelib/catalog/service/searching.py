"""
Search: a cascade that stops as soon as it has enough.

1. Beginnings that very many names have are listed beforehand; names that are what was typed are
   looked up whatever they begin with.
2. Names of the first tier (500 votes and more) that begin with what was typed, spaces and
   punctuation left out, or have all of its words, the last of them perhaps unfinished.
3. The same among names of 50 votes and more, and then among all, while there are few. These
   three are one call of the database (`search_find`).
4. When hardly anything was found, words nobody knows are mended: one error by the vocabulary's
   table, two by likeness. What was searched instead is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product

from chalicelib.catalog.models import KINDS, PERSON, Search, Suggestion, understand
from chalicelib.catalog.service import wording
from chalicelib.catalog.service.wording import Asked
from chalicelib.catalog.store import search
from chalicelib.catalog.store.search import Hit, Hits, Known, Look, Name
from chalicelib.platform.db import Connection, Database

FEW = 5
LONGEST = 300  # letters; names are cut off there as well
MAX_MIXED = 20
MAX_RESEMBLING = 60
FEWEST_WORDS, MAX_WORDS = 3, 8  # of a name that may have one too many
EXACT = 760  # the least score of a name that is what was typed
FAMOUS = EXACT + 393  # and of one that 50 people know: nothing else was meant

LONG_WORD = 6  # letters, from which two errors may be mended
MAX_ERRORS = 2
SHORTEST_MENDED = 3
MAX_MENDED_WORDS = 12  # of a search; a longer one was not typed by hand
OPTIONS = 8  # words that one may have been meant to be
COMBINATIONS = 64

# A mended name, in the scores of the store: less for each error, more for being all of it.
PER_ERROR = 150
WHOLE, BEGINNING = 600, 200


@dataclass(slots=True)
class Results:
    """The best score of everything found so far, by kind and id."""

    scores: dict[tuple[str, int], int] = field(default_factory=dict)

    def add(self, kind: str, one: int, score: int) -> None:
        key = (kind, one)
        if score > self.scores.get(key, -1):
            self.scores[key] = score

    def best(self) -> int:
        return max(self.scores.values(), default=0)

    def ordered(self) -> list[tuple[tuple[str, int], int]]:
        return sorted(self.scores.items(), key=lambda one: (-one[1], one[0][1], one[0][0]))

    def answer(self, corrected: str | None) -> Search:
        ordered = [key for key, _ in self.ordered()]
        titles = [one for kind, one in ordered if kind != PERSON]
        return Search(
            titles=titles[: search.MAX_MATCHES],
            people=[one for kind, one in ordered if kind == PERSON],
            mixed=ordered[:MAX_MIXED],
            corrected=corrected,
        )


@dataclass(frozen=True, slots=True)
class Searching:
    db: Database

    def find(self, typed: str, kinds: Sequence[str] = KINDS) -> Search:
        """What matches, the best first."""
        with self.db.read() as conn:
            return find(conn, typed, kinds)

    def suggest(self, typed: str, limit: int) -> list[Suggestion]:
        """The first few titles and people, as little as a list below the search box shows."""
        with self.db.read() as conn:
            mixed = find(conn, typed).mixed[:limit]
            return search.suggestions(
                conn,
                media_ids=[one for kind, one in mixed if kind != PERSON],
                people_ids=[one for kind, one in mixed if kind == PERSON],
                order=[f"{kind}:{one}" for kind, one in mixed],
            )


def find(conn: Connection, typed: str, kinds: Sequence[str] = KINDS) -> Search:
    """What matches, the best first."""
    readings = _readings(conn, typed)
    whole = readings[-1].squeezed if len(readings) > 1 else None
    found = [search.hits(conn, _look(one, kinds, text=whole)) for one in readings]
    if len(found) == 1 and (len(found[0]) >= FEW or found[0].best() >= FAMOUS):
        return _as_it_is(found[0])  # most searches: nothing to merge, nothing to mend
    results, corrected = Results(), None
    for hits in found:
        for hit in hits:
            results.add(*hit)
    if readings and len(results.scores) < FEW and results.best() < FAMOUS:
        corrected = _mend(conn, readings[0], kinds, results)
    return results.answer(corrected)


def _as_it_is(hits: Hits) -> Search:
    kinds = hits.letters
    return Search(
        titles=[one for kind, one in zip(kinds, hits.ids, strict=True) if kind != "p"],
        people=[one for kind, one in zip(kinds, hits.ids, strict=True) if kind == "p"],
        mixed=[(kind, one) for kind, one, _ in islice(hits, MAX_MIXED)],
        corrected=None,
    )


def resembling(
    conn: Connection, *, names: Sequence[str], year: int | None, kinds: Sequence[str]
) -> list[int]:
    """
    Titles that may be called like one of `names`, without an order: for whoever has a name from
    elsewhere, such as a file's, and compares for himself.

    One word too many in a name does no harm, nor does what follows after a whole name.
    """
    results = Results()
    for name in search.as_names(conn, texts=names):
        if not name:
            continue
        asked, found = Asked(name, year), Results()
        for hit in search.hits(conn, _look(asked, kinds)):
            found.add(*hit)
        if len(found.scores) < FEW:
            _mend(conn, asked, kinds, found)
        hits = [] if found.scores else _without_one(conn, asked, kinds)
        if found.best() < EXACT and len(asked.words) > 1:
            heads = ["".join(asked.words[:count]) for count in range(1, len(asked.words))]
            hits += search.called(conn, wholes=heads[-MAX_WORDS:], kinds=kinds)
        for hit in hits:
            found.add(*hit)
        results.scores.update(islice(found.ordered(), MAX_RESEMBLING))
    return [one for _, one in results.scores]


def _without_one(conn: Connection, asked: Asked, kinds: Sequence[str]) -> list[Hit]:
    telling = asked.telling[:MAX_WORDS]
    if len(telling) < FEWEST_WORDS:
        return []
    parts = [
        f"({wording.every(telling[:place] + telling[place + 1 :], last_begins=False)})"
        for place in range(len(telling))
    ]
    # All but one of the words are the only condition, so they stand for those before the last.
    any_of = " | ".join(parts)
    look = replace(
        _look(asked, kinds), is_open=False, before=any_of, finished=any_of, unfinished=any_of
    )
    return list(search.hits(conn, look)) or list(search.hits(conn, replace(look, year=None)))


def _readings(conn: Connection, typed: str) -> list[Asked]:
    """
    The search as it may be meant, without the readings that have no letters.

    A number at the end is a year first, and then perhaps a part of the title.
    """
    wanted = understand(typed)
    texts = [wanted.title, wanted.text] if wanted.year else [wanted.text]
    cut = [text[:LONGEST] for text in texts]
    names = [wording.plain_name(text) for text in cut]
    if None in names:
        names = [*search.as_names(conn, texts=cut)]
    years = [wanted.year, None] if wanted.year else [None]
    return [Asked(name, year) for name, year in zip(names, years, strict=True) if name]


def _look(asked: Asked, kinds: Sequence[str], *, text: str | None = None) -> Look:
    """`text` is what was typed with the number at its end, if there is one."""
    telling = asked.telling
    return Look(
        squeezed=asked.squeezed,
        exact=asked.exact,
        last_word=telling[-1],
        is_open=telling[-1] == asked.words[-1],  # the last word may not be finished yet
        before=wording.every(telling[:-1], last_begins=False),
        finished=wording.every(telling, last_begins=False) or "",
        unfinished=wording.every(telling, last_begins=True) or "",
        kinds=kinds,
        year=asked.year,
        text=text,
    )


def _mend(conn: Connection, asked: Asked, kinds: Sequence[str], results: Results) -> str | None:
    """Tier 4; what was searched instead, None when nothing was mended."""
    words = list(dict.fromkeys(asked.telling))
    if len(words) > MAX_MENDED_WORDS:
        return None
    vocabulary = {
        known.word: known for known in search.known(conn, words=words, anyway=not results.scores)
    }
    wrong = [word for word in words if vocabulary[word].is_wrong]
    if not wrong:
        if results.scores:
            return None
        # Every word is one, but no name has them all: perhaps another word was meant.
        wrong = [word for word in words if len(word) > SHORTEST_MENDED]
    options: dict[str, dict[str, int]] = {word: {word: 0} for word in words}
    for word in wrong:
        options[word] = _meant(vocabulary[word], is_last=word == asked.words[-1])
        if not options[word]:
            return None
    corrected = _mended(conn, asked, kinds, results, options)
    if corrected is None or corrected == asked.name:
        return None
    for hit in search.hits(conn, _look(replace(asked, name=corrected), kinds)):
        results.add(*hit)
    return corrected


def _meant(known: Known, *, is_last: bool) -> dict[str, int]:
    """Words somebody may have meant, each with its errors; none for nonsense."""
    word = known.word
    found = {word: 0} if known.is_known else {}
    if len(word) >= SHORTEST_MENDED:
        found |= {near: 1 for near in known.near if wording.edits(word, near, 1) == 1}
    if not found and len(word) >= LONG_WORD:
        for near in known.alike or known.near:
            errors = wording.edits(word, near, MAX_ERRORS)
            if is_last and errors > MAX_ERRORS:  # perhaps it is not finished, either
                errors = 1 + min(
                    wording.edits(word, near[: len(word) + more], 1) for more in (-1, 0, 1)
                )
            if errors <= MAX_ERRORS:
                found[near] = errors
    return dict(islice(found.items(), OPTIONS))


def _mended(
    conn: Connection,
    asked: Asked,
    kinds: Sequence[str],
    results: Results,
    options: dict[str, dict[str, int]],
) -> str | None:
    """Add the names with the mended words, and say how the best of them reads."""
    # `teh` may be a word that names have or have not.
    needed = [
        list(options[word])
        for word in asked.telling
        if next(iter(options[word])) not in wording.LITTLE
    ]
    terms = wording.every_of(needed, last_begins=True)
    if terms is None:
        return None
    each = [options.get(word, {word: 0}) for word in asked.words]
    wholes = ["".join(words) for words in islice(product(*each), COMBINATIONS)]
    found = search.mended(conn, terms=terms, wholes=wholes, length=len(asked.squeezed), kinds=kinds)
    # A name that is what was typed stays first, however well known the others are.
    best = results.best()
    most = best - 1 if best >= EXACT else None
    corrected, highest = None, -1
    for name in found:
        reading, errors = _reading(name, asked, options)
        score = name.weight - PER_ERROR * errors + _fit(name, reading)
        results.add(name.kind, name.id, score if most is None else min(score, most))
        if score > highest:
            corrected, highest = reading, score
    return corrected if most is None else None


def _reading(name: Name, asked: Asked, options: dict[str, dict[str, int]]) -> tuple[str, int]:
    """What was typed, in the words this name has, and how many errors that makes."""
    its = set(f"{name.name} {name.also or ''}".split())
    words, errors = [], 0
    for word in asked.words:
        meant = options.get(word, {word: 0})
        present = [one for one in meant if one in its] or [
            one for one in meant if any(other.startswith(one) for other in its)
        ]
        chosen = min(present or meant, key=lambda one: meant[one])
        words.append(chosen)
        errors += meant[chosen]
    return " ".join(words), errors


def _fit(name: Name, reading: str) -> int:
    its, read = Asked(name.name), Asked(reading)
    if its.bare == read.bare:
        return WHOLE
    return BEGINNING if its.squeezed.startswith(read.squeezed) else 0
