"""Titles with a similar name: candidates for callers that compare by themselves."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from chalicelib.catalog.service import query_parsing
from chalicelib.catalog.service.query_parsing import NormalizedQuery
from chalicelib.catalog.service.search_results import EXACT_SCORE, FEW_RESULTS, RankedResults
from chalicelib.catalog.service.search_terms import terms_of
from chalicelib.catalog.service.spelling import correct_spelling
from chalicelib.catalog.store import search
from chalicelib.catalog.store.search import Hit
from chalicelib.platform.db import Connection

MAX_SIMILAR = 60
MIN_WORDS, MAX_WORDS = 3, 8  # of a name in which one word may be left out


def find_similar_names(
    conn: Connection, *, names: Sequence[str], year: int | None, kinds: Sequence[str]
) -> list[int]:
    """
    Titles whose name may be one of `names`, unordered: for callers that compare by themselves,
    such as the matching of files.

    One extra word in a name is tolerated, and so is any text after a whole name.
    """
    results = RankedResults()
    for name in search.normalize_names(conn, texts=names):
        if not name:
            continue
        query, found = NormalizedQuery(name, year), RankedResults()
        for hit in search.hits(conn, terms_of(query, kinds)):
            found.add(*hit)
        if len(found.scores) < FEW_RESULTS:
            correct_spelling(conn, query, kinds, found)
        hits = [] if found.scores else _match_without_one_word(conn, query, kinds)
        if found.best() < EXACT_SCORE and len(query.words) > 1:
            heads = ["".join(query.words[:count]) for count in range(1, len(query.words))]
            hits += search.match_whole_names(conn, wholes=heads[-MAX_WORDS:], kinds=kinds)
        for hit in hits:
            found.add(*hit)
        results.scores.update(islice(found.ordered(), MAX_SIMILAR))
    return [media_id for _, media_id in results.scores]


def _match_without_one_word(
    conn: Connection, query: NormalizedQuery, kinds: Sequence[str]
) -> list[Hit]:
    words = query.required_words[:MAX_WORDS]
    if len(words) < MIN_WORDS:
        return []
    parts = [
        f"({query_parsing.all_words(words[:place] + words[place + 1 :], last_is_prefix=False)})"
        for place in range(len(words))
    ]
    # The disjunction is the only condition, so it stands for the words before the last as well.
    any_of = " | ".join(parts)
    terms = replace(
        terms_of(query, kinds), is_open=False, before=any_of, finished=any_of, unfinished=any_of
    )
    return list(search.hits(conn, terms)) or list(search.hits(conn, replace(terms, year=None)))
