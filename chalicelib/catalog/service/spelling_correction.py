"""Tier 4 of the search: words that are not in the vocabulary are corrected."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, product

from chalicelib.catalog.service import query_parsing
from chalicelib.catalog.service.query_parsing import NormalizedQuery
from chalicelib.catalog.service.search_results import EXACT_SCORE, RankedResults
from chalicelib.catalog.service.search_terms import terms_of
from chalicelib.catalog.store import search
from chalicelib.catalog.store.search import IndexedName, VocabularyEntry
from chalicelib.platform.db import Connection

MIN_LENGTH_FOR_TWO_EDITS = 6  # letters
MAX_EDITS = 2
MIN_CORRECTED_LENGTH = 3  # letters
MAX_CORRECTED_WORDS = 12  # a longer query was not typed by hand
MAX_CANDIDATES = 8  # per word
MAX_COMBINATIONS = 64
# Scores of corrected names: less for each edit, more for the whole name or its beginning.
EDIT_PENALTY = 150
WHOLE_NAME_BONUS, PREFIX_BONUS = 600, 200


def correct_spelling(
    conn: Connection, query: NormalizedQuery, kinds: Sequence[str], results: RankedResults
) -> str | None:
    """Tier 4; the corrected query, None when nothing was corrected."""
    words = list(dict.fromkeys(query.required_words))
    if len(words) > MAX_CORRECTED_WORDS:
        return None
    entries = search.lookup_words(conn, words=words, always_near=not results.scores)
    vocabulary = {entry.word: entry for entry in entries}
    wrong = [word for word in words if vocabulary[word].is_wrong]
    if not wrong:
        if results.scores:
            return None
        # All words exist, but no name has all of them: another word may have been meant.
        wrong = [word for word in words if len(word) > MIN_CORRECTED_LENGTH]
    options: dict[str, dict[str, int]] = {word: {word: 0} for word in words}
    for word in wrong:
        options[word] = _candidates(vocabulary[word], is_last=word == query.words[-1])
        if len(words) == 1:  # half of all names have an `and`
            for stop_word in query_parsing.STOP_WORDS:
                options[word].pop(stop_word, None)
        if not options[word]:
            return None
    corrected = _match_corrected(conn, query, kinds, results, options)
    if corrected is None or corrected == query.name:
        return None
    for hit in search.hits(conn, terms_of(replace(query, name=corrected), kinds)):
        results.add(*hit)
    return corrected


def _candidates(entry: VocabularyEntry, *, is_last: bool) -> dict[str, int]:
    """Words that may have been meant, each with its number of edits; none for nonsense."""
    word = entry.word
    found = {word: 0} if entry.is_known else {}
    if len(word) >= MIN_CORRECTED_LENGTH:
        found |= {near: 1 for near in entry.near if query_parsing.edit_distance(word, near, 1) == 1}
    if not found and len(word) >= MIN_LENGTH_FOR_TWO_EDITS:
        for near in entry.alike or entry.near:
            edits = query_parsing.edit_distance(word, near, MAX_EDITS)
            if is_last and edits > MAX_EDITS:  # the last word may also be unfinished
                edits = 1 + min(
                    query_parsing.edit_distance(word, near[: len(word) + more], 1)
                    for more in (-1, 0, 1)
                )
            if edits <= MAX_EDITS:
                found[near] = edits
    return dict(islice(found.items(), MAX_CANDIDATES))


def _match_corrected(
    conn: Connection,
    query: NormalizedQuery,
    kinds: Sequence[str],
    results: RankedResults,
    options: dict[str, dict[str, int]],
) -> str | None:
    """Add the names that contain the corrected words; the corrected query of the best of them."""
    # `teh` may stand for a stop word, which names need not contain.
    required = [
        list(options[word])
        for word in query.required_words
        if next(iter(options[word])) not in query_parsing.STOP_WORDS
    ]
    terms = query_parsing.all_of_options(required, last_is_prefix=True)
    if terms is None:
        return None
    each = [options.get(word, {word: 0}) for word in query.words]
    wholes = ["".join(words) for words in islice(product(*each), MAX_COMBINATIONS)]
    names = search.match_names(
        conn, terms=terms, wholes=wholes, length=len(query.squeezed), kinds=kinds
    )
    # A name equal to the query as typed stays first, however well known the others are.
    best = results.best()
    max_score = best - 1 if best >= EXACT_SCORE else None
    corrected, highest = None, -1
    for name in names:
        text, edits = _corrected_text(name, query, options)
        score = name.weight - EDIT_PENALTY * edits + _completeness_bonus(name, text)
        results.add(name.kind, name.id, score if max_score is None else min(score, max_score))
        if score > highest:
            corrected, highest = text, score
    return corrected if max_score is None else None


def _corrected_text(
    name: IndexedName, query: NormalizedQuery, options: dict[str, dict[str, int]]
) -> tuple[str, int]:
    """The query in the words of this name, and the number of edits."""
    name_words = set(f"{name.name} {name.also or ''}".split())
    words, edits = [], 0
    for word in query.words:
        candidates = options.get(word, {word: 0})
        present = [each for each in candidates if each in name_words] or [
            each for each in candidates if any(other.startswith(each) for other in name_words)
        ]
        chosen = min(present or candidates, key=lambda each: candidates[each])
        words.append(chosen)
        edits += candidates[chosen]
    return " ".join(words), edits


def _completeness_bonus(name: IndexedName, text: str) -> int:
    indexed, corrected = NormalizedQuery(name.name), NormalizedQuery(text)
    if indexed.bare == corrected.bare:
        return WHOLE_NAME_BONUS
    return PREFIX_BONUS if indexed.squeezed.startswith(corrected.squeezed) else 0
