"""
Search: a cascade of tiers that stops as soon as it has enough results.

1. Prefixes that very many names share are answered from precomputed lists; names equal to the
   query are always looked up.
2. Names of the first tier (500 votes and more) that start with the query, spaces and punctuation
   ignored, or contain all of its words, the last of them possibly as a prefix.
3. The same among names of 50 votes and more, then among all, while there are few results. Steps
   1 to 3 are one call of the database (`search_find`).
4. With few results, the spelling of unknown words is corrected: one edit by the vocabulary's
   deletion table, two by trigram similarity. The corrected query is part of the result when
   nothing matched the query as typed.
5. With no result, or few for a last word that is only a beginning, names that nearly match
   (`fuzzy_search`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.catalog.models.search import KINDS, PERSON, SearchResult, Suggestion
from chalicelib.catalog.service import fuzzy_search, query_parsing
from chalicelib.catalog.service.query_parsing import NormalizedQuery
from chalicelib.catalog.service.search_results import (
    EXACT_SCORE,
    FAMOUS_SCORE,
    FEW_RESULTS,
    KNOWN_SCORE,
    RankedResults,
    result_of,
)
from chalicelib.catalog.service.search_terms import interpretations, other_numbers, terms_of
from chalicelib.catalog.service.spelling_correction import correct_spelling
from chalicelib.catalog.store import search
from chalicelib.catalog.store.search import Hits
from chalicelib.platform.db import Connection, Database

IMDB_ID = re.compile(r"tt[0-9]{7,10}", re.IGNORECASE)
OTHER_PART_PENALTY = 600


@dataclass(frozen=True, slots=True)
class CatalogSearch:
    db: Database

    def find(self, typed: str, kinds: Sequence[str] = KINDS) -> SearchResult:
        """Titles and people that match, the best first."""
        with self.db.read() as conn:
            return find(conn, typed, kinds)

    def suggest(self, typed: str, limit: int) -> list[Suggestion]:
        """The first titles and people, with only what the list below the search box shows."""
        with self.db.read() as conn:
            mixed = find(conn, typed).mixed[:limit]
            return search.suggestions(
                conn,
                media_ids=[item_id for kind, item_id in mixed if kind != PERSON],
                people_ids=[item_id for kind, item_id in mixed if kind == PERSON],
                order=[f"{kind}:{item_id}" for kind, item_id in mixed],
            )


def find(conn: Connection, typed: str, kinds: Sequence[str] = KINDS) -> SearchResult:
    """Titles and people that match, the best first; or the title with this IMDb id."""
    if IMDB_ID.fullmatch(typed.strip()):
        same = search.titles_of_imdb_id(conn, imdb_id=typed.strip().lower(), kinds=kinds)
        return SearchResult([one for _, one in same], people=[], mixed=same, corrected=None)
    queries = interpretations(conn, typed)
    whole = queries[-1].squeezed if len(queries) > 1 else None
    searches = [terms_of(query, kinds, text=whole) for query in queries]
    if len(queries) == 1:
        searches += other_numbers(queries[0], kinds)
    found = [search.hits(conn, terms) for terms in searches]
    if len(found) == 1 and _is_enough(queries[0], found[0]):
        return result_of(found[0])  # most searches: nothing to merge or to correct
    results, corrected = RankedResults(), None
    for hits in found:
        for hit in hits:
            results.add(*hit)
    if queries and results.best() < KNOWN_SCORE:
        _add_other_parts(conn, queries[-1], kinds, results)
    is_empty = not results.scores
    if queries and len(results.scores) < FEW_RESULTS and results.best() < FAMOUS_SCORE:
        corrected = correct_spelling(conn, queries[0], kinds, results)
        if len(results.scores) < FEW_RESULTS and results.best() < EXACT_SCORE:
            corrected = _add_near_matches(conn, queries[0], kinds, results) or corrected
    return results.result(corrected if is_empty else None)


def _is_enough(query: NormalizedQuery, hits: Hits) -> bool:
    best = hits.best()
    if query.words[-1] in query_parsing.PART_NUMBERS and best < KNOWN_SCORE:
        return False
    return len(hits) >= FEW_RESULTS or best >= FAMOUS_SCORE


def _add_other_parts(
    conn: Connection, query: NormalizedQuery, kinds: Sequence[str], results: RankedResults
) -> None:
    """For `matrix 2`, where no known name has the number: the names without it."""
    *words, last = query.words
    if words and last in query_parsing.PART_NUMBERS:
        for kind, item_id, score in search.hits(
            conn, terms_of(replace(query, name=" ".join(words)), kinds)
        ):
            results.add(kind, item_id, score - OTHER_PART_PENALTY)


def _add_near_matches(
    conn: Connection, query: NormalizedQuery, kinds: Sequence[str], results: RankedResults
) -> str | None:
    """Tier 5, below the other results; the query as it was understood, if there are no others."""
    if len(query.required_words) == 1 and not results.scores:
        return None  # the vocabulary has nothing like it
    hits, text = fuzzy_search.find(conn, query, kinds)
    is_empty, ceiling = not results.scores, results.best() - 1
    for kind, item_id, score in hits:
        results.add(kind, item_id, score if is_empty else min(score, ceiling))
    return text if is_empty and text != query.name else None
